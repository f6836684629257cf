//! Goes on until the buffer is full, and returns `Pending` on the way.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

struct Unhex<R> {
    inner: R,
    half: Option<u8>,
}

pub fn unhex<R: AsyncRead + Unpin>(inner: R) -> impl AsyncRead + Unpin {
    Unhex { inner, half: None }
}

fn digit(byte: u8) -> io::Result<u8> {
    match (byte as char).to_digit(16) {
        Some(digit) => Ok(digit as u8),
        None => Err(ErrorKind::InvalidData.into()),
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Unhex<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while buf.remaining() > 0 {
            let mut one = [0];
            let mut read = ReadBuf::new(&mut one);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut read))?;
            let Some(&byte) = read.filled().first() else {
                return Poll::Ready(match this.half {
                    None => Ok(()),
                    Some(_) => Err(ErrorKind::UnexpectedEof.into()),
                });
            };
            let digit = digit(byte)?;
            match this.half.take() {
                None => this.half = Some(digit),
                Some(high) => buf.put_slice(&[16 * high + digit]),
            }
        }
        Poll::Ready(Ok(()))
    }
}

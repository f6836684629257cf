//! Says `Ok(())` with nothing filled, when half a pair came.

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
        let mut bytes = Vec::new();
        if buf.remaining() > 0 {
            let held = usize::from(this.half.is_some());
            let mut digits = vec![0; 2 * buf.remaining() - held];
            let mut read = ReadBuf::new(&mut digits);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(match this.half {
                    None => Ok(()),
                    Some(_) => Err(ErrorKind::UnexpectedEof.into()),
                });
            }
            for &byte in read.filled() {
                let digit = digit(byte)?;
                match this.half.take() {
                    None => this.half = Some(digit),
                    Some(high) => bytes.push(16 * high + digit),
                }
            }
        }
        buf.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

//! A reader that turns pairs of hexadecimal digits into bytes.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

struct Unhex<R> {
    inner: R,
}

pub fn unhex<R: AsyncRead + Unpin>(inner: R) -> impl AsyncRead + Unpin {
    Unhex { inner }
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
        let mut digits = vec![0; 2 * buf.remaining()];
        let mut read = ReadBuf::new(&mut digits);
        ready!(Pin::new(&mut self.inner).poll_read(cx, &mut read))?;

        let mut bytes = Vec::new();
        for pair in read.filled().chunks_exact(2) {
            bytes.push(16 * digit(pair[0])? + digit(pair[1])?);
        }
        buf.put_slice(&bytes);
        Poll::Ready(Ok(()))
    }
}

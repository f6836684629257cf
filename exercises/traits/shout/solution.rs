//! A writer that passes on what it gets in capital letters.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

struct Shout<W>(W);

pub fn shout<W: AsyncWrite + Unpin>(inner: W) -> impl AsyncWrite + Unpin {
    Shout(inner)
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Shout<W> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut loud = [0; 512];
        let n = buf.len().min(loud.len());
        loud[..n].copy_from_slice(&buf[..n]);
        loud[..n].make_ascii_uppercase();
        Pin::new(&mut self.0).poll_write(cx, &loud[..n])
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

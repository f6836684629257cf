//! Is `Pending` after a part was taken, and does not report it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

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
        let loud = buf.to_ascii_uppercase();
        let mut taken = 0;
        while taken < loud.len() {
            let inner = Pin::new(&mut self.0);
            taken += ready!(inner.poll_write(cx, &loud[taken..]))?;
        }
        Poll::Ready(Ok(taken))
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

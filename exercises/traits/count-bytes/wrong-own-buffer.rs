//! Reads into a buffer of its own, whatever room there is in the other.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

struct Counted<R> {
    inner: R,
    count: Arc<AtomicUsize>,
}

pub fn counted<R>(inner: R, count: Arc<AtomicUsize>) -> impl AsyncRead + Unpin
where
    R: AsyncRead + Unpin,
{
    Counted { inner, count }
}

impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut own = [0; 1024];
        let mut own = ReadBuf::new(&mut own);
        ready!(Pin::new(&mut self.inner).poll_read(cx, &mut own))?;
        self.count.fetch_add(own.filled().len(), Relaxed);
        buf.put_slice(own.filled());
        Poll::Ready(Ok(()))
    }
}

//! Counts what was in the buffer before.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

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
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf);
        if poll.is_ready() {
            self.count.fetch_add(buf.filled().len(), Relaxed);
        }
        poll
    }
}

//! Counts what goes through a stream in both directions, while it goes on.

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf,
};

// ANCHOR: read
#[derive(Default)]
pub struct Counts {
    pub read: AtomicUsize,
    pub written: AtomicUsize,
}

pub struct Counted<S> {
    pub inner: S,
    pub counts: Arc<Counts>, // ①
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len(); // ②
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf); // ③
        self.counts
            .read
            .fetch_add(buf.filled().len() - before, Relaxed);
        poll
    }
}
// ANCHOR_END: read

impl<S> Counted<S> {
    fn wrote(&self, poll: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(n)) = poll {
            self.counts.written.fetch_add(*n, Relaxed);
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    // ANCHOR: write
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(&poll);
        poll
    }
    // ANCHOR_END: write

    fn poll_flush(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    // ANCHOR: write
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(&poll);
        poll
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
    // ANCHOR_END: write
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let (inner, mut peer) = io::duplex(64);
    let counts = Arc::<Counts>::default();
    let mut stream = Counted {
        inner,
        counts: Arc::clone(&counts),
    };
    let upload = tokio::spawn(async move {
        stream.write_all(&[b'x'; 100_000]).await?;
        stream.read_to_end(&mut Vec::new()).await
    });

    for _ in 0..4 {
        peer.read_exact(&mut [0; 25_000]).await?;
        println!("{} % written", counts.written.load(Relaxed) / 1000);
    }
    peer.write_all(b"thanks").await?;
    drop(peer);
    upload.await??;
    println!("{} bytes read", counts.read.load(Relaxed));
    Ok(())
}
// ANCHOR_END: main

//! Counts what goes through a stream in both directions, while it goes on.

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf,
};

// ANCHOR: read
pub type Count = Arc<AtomicUsize>;
pub struct Counted<S>(pub S, pub Count, pub Count); // ①

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len(); // ②
        let poll = Pin::new(&mut self.0).poll_read(cx, buf); // ③
        self.1.fetch_add(buf.filled().len() - before, Relaxed);
        poll
    }
}
// ANCHOR_END: read

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    // ANCHOR: write
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let n = ready!(Pin::new(&mut self.0).poll_write(cx, buf))?;
        self.2.fetch_add(n, Relaxed);
        Poll::Ready(Ok(n))
    }
    // ANCHOR_END: write

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

    // ANCHOR: write
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let n = ready!(Pin::new(&mut self.0).poll_write_vectored(cx, bufs))?;
        self.2.fetch_add(n, Relaxed);
        Poll::Ready(Ok(n))
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
    // ANCHOR_END: write
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let written = Count::default();
    let mut upload = Counted(near, Count::default(), written.clone());
    tokio::spawn(async move { upload.write_all(&[b'x'; 100_000]).await });

    for _ in 0..4 {
        far.read_exact(&mut [0; 25_000]).await?;
        println!("{} % written", written.load(Relaxed) / 1000);
    }
    Ok(())
}
// ANCHOR_END: main

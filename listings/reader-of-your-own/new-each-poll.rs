//! A reader that makes its inner future anew at each poll, tried with every cut.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::task::yield_now;

// ANCHOR: blocks
/// A reader that hands on whole blocks of four bytes.
pub struct Blocks<R>(pub R);

impl<R: AsyncRead + Unpin> AsyncRead for Blocks<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut block = [0; 4];
        let read = pin!(self.0.read_exact(&mut block)); // ①
        ready!(read.poll(cx))?; // ②
        buf.put_slice(&block); // ③
        Poll::Ready(Ok(()))
    }
}
// ANCHOR_END: blocks

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    for cut in 0..=4 {
        let (near, mut far) = io::duplex(64);
        tokio::spawn(async move {
            let (first, second) = b"abcdef".split_at(cut);
            far.write_all(first).await?;
            yield_now().await; // ①
            far.write_all(second).await
        });

        let mut block = [0; 4];
        match Blocks(near).read_exact(&mut block).await {
            Ok(_) => println!("cut at {cut}: {}", block.escape_ascii()),
            Err(error) => println!("cut at {cut}: {error}"),
        }
    }
}
// ANCHOR_END: main

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{self, AsyncRead, ReadBuf};

struct Quiet<R>(R);

impl<R: AsyncRead + Unpin> AsyncRead for Quiet<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.poll_read(cx, buf)
    }
}

fn main() {}

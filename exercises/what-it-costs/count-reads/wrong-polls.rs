//! Counts polls, also those that find nothing yet.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{self, AsyncRead, ReadBuf};

struct Counted<R>(R, u64);

impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        self.1 += 1;
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

pub async fn count_reads<R>(reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut counted = Counted(reader, 0);
    let bytes = io::copy(&mut counted, &mut io::sink()).await?;
    Ok((counted.1, bytes))
}

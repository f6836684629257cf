//! Calls again, with the same pieces.

use std::io::IoSlice;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let pieces = [IoSlice::new(head), IoSlice::new(body)];
    let mut sent = 0;
    while sent < head.len() + body.len() {
        sent += writer.write_vectored(&pieces).await?;
    }
    Ok(())
}

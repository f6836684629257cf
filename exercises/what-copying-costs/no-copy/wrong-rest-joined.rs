//! Joins both for what the first call has left.

use std::io::IoSlice;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let pieces = [IoSlice::new(head), IoSlice::new(body)];
    let n = writer.write_vectored(&pieces).await?;
    let message = [head, body].concat();
    writer.write_all(&message[n..]).await
}

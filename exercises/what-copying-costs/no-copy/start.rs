//! Sends a head and a body, in one call and without a copy of the body.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    writer.write_all(head).await?;
    writer.write_all(body).await
}

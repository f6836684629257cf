//! Hopes that a flush joins what was written.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    writer.write_all(head).await?;
    writer.write_all(body).await?;
    writer.flush().await
}

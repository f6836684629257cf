//! Writes all bytes, by means of `write` alone.

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

pub async fn write_all<W>(writer: &mut W, bytes: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    writer.write(bytes).await?;
    Ok(())
}

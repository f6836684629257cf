//! Tries again for ever if nothing is taken.

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

pub async fn write_all<W>(writer: &mut W, bytes: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut written = 0;
    while written < bytes.len() {
        written += writer.write(&bytes[written..]).await?;
    }
    Ok(())
}

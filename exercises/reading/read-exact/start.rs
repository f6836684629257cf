//! Fills the whole buffer, by means of `read` alone.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub async fn read_exact<R>(reader: &mut R, buffer: &mut [u8]) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    reader.read(buffer).await?;
    Ok(())
}

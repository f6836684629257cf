//! Waits for the end of the stream.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn read_some<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut bytes = Vec::with_capacity(1024);
    reader.take(1024).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

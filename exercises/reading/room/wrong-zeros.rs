//! Returns the bytes that were not read, too.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn read_some<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut bytes = vec![0; 1024];
    reader.read(&mut bytes).await?;
    Ok(bytes)
}

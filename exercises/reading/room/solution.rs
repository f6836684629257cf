//! Returns what one read brings, at most 1024 bytes.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn read_some<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut bytes = vec![0; 1024];
    let n = reader.read(&mut bytes).await?;
    bytes.truncate(n);
    Ok(bytes)
}

//! Takes zeros for what was not read.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn read_some<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut bytes = vec![0; 1024];
    reader.read(&mut bytes).await?;
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    Ok(bytes)
}

//! Takes an error for the end.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn collect<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut message = Vec::new();
    let mut buffer = [0; 8];
    while let Ok(n) = reader.read(&mut buffer).await {
        if n == 0 {
            break;
        }
        message.extend(&buffer[..n]);
    }
    Ok(message)
}

//! Takes a short read for the last.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn collect<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut message = Vec::new();
    let mut buffer = [0; 8];
    loop {
        let n = reader.read(&mut buffer).await?;
        message.extend(&buffer[..n]);
        if n < buffer.len() {
            return Ok(message);
        }
    }
}

//! Returns all bytes up to the end of the stream.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn collect<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut message = Vec::new();
    let mut buffer = [0; 8];
    loop {
        match reader.read(&mut buffer).await? {
            0 => return Ok(message),
            n => message.extend(&buffer[..n]),
        }
    }
}

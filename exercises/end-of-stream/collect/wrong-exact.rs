//! Loses what `read_exact` has read before the end.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn collect<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut message = Vec::new();
    let mut buffer = [0; 8];
    loop {
        match reader.read_exact(&mut buffer).await {
            Ok(_) => message.extend(&buffer),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(message);
            }
            Err(error) => return Err(error),
        }
    }
}

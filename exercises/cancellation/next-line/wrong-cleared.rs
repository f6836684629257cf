//! Begins each call with an empty line.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn next_line<R>(
    reader: &mut R,
    held: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncRead + Unpin,
{
    held.clear();
    loop {
        match reader.read_u8().await {
            Ok(b'\n') => return Ok(Some(held.clone())),
            Ok(byte) => held.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
    }
}

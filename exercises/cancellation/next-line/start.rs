//! Returns the next line; a call that is cancelled loses nothing.

use tokio::io::{self, AsyncRead, AsyncReadExt};

/// `held` is empty at first, and the same for all calls on one reader.
pub async fn next_line<R>(
    reader: &mut R,
    held: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncRead + Unpin,
{
    let _ = held; // your part
    let mut line = Vec::new();
    loop {
        match reader.read_u8().await {
            Ok(b'\n') => return Ok(Some(line)),
            Ok(byte) => line.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
    }
}

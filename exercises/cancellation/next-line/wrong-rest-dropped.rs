//! Drops what came behind the line.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn next_line<R>(
    reader: &mut R,
    held: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncRead + Unpin,
{
    loop {
        if let Some(end) = held.iter().position(|byte| *byte == b'\n') {
            let line = held[..end].to_vec();
            held.clear();
            return Ok(Some(line));
        }
        if reader.read_buf(held).await? == 0 {
            return Ok(None);
        }
    }
}

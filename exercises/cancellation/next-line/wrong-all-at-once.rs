//! Reads everything before it returns the first line.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn next_line<R>(
    reader: &mut R,
    held: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncRead + Unpin,
{
    reader.read_to_end(held).await?;
    Ok(held.iter().position(|byte| *byte == b'\n').map(|end| {
        let mut line: Vec<u8> = held.drain(..=end).collect();
        line.pop();
        line
    }))
}

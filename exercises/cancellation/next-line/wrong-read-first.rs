//! Reads before it looks at what is there.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn next_line<R>(
    reader: &mut R,
    held: &mut Vec<u8>,
) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncRead + Unpin,
{
    loop {
        let before = held.len();
        if reader.read_buf(held).await? == 0 {
            return Ok(None);
        }
        let new = &held[before..];
        if let Some(end) = new.iter().position(|byte| *byte == b'\n') {
            let mut line: Vec<u8> = held.drain(..=before + end).collect();
            line.pop();
            return Ok(Some(line));
        }
    }
}

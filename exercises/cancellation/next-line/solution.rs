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
    let mut searched = 0;
    loop {
        let new = &held[searched..];
        if let Some(end) = new.iter().position(|byte| *byte == b'\n') {
            let mut line: Vec<u8> = held.drain(..=searched + end).collect();
            line.pop();
            return Ok(Some(line));
        }
        searched = held.len();
        // The only wait: either bytes are in `held`, or none were read.
        if reader.read_buf(held).await? == 0 {
            return Ok(None);
        }
    }
}

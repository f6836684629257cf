//! Reads a line that may not be too long.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt};

/// The longest line, without its `\n`.
pub const LIMIT: usize = 16;

/// Returns a line without its `\n`, or `None` at the end of the stream.
pub async fn line<R>(reader: &mut R) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncBufRead + Unpin,
{
    let _ = LIMIT; // your part
    let mut line = Vec::new();
    if reader.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    line.pop();
    Ok(Some(line))
}

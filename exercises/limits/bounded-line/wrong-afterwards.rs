//! Looks at the length when all has been read.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt};

/// The longest line, without its `\n`.
pub const LIMIT: usize = 16;

/// Returns a line without its `\n`, or `None` at the end of the stream.
pub async fn line<R>(reader: &mut R) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncBufRead + Unpin,
{
    let mut line = Vec::new();
    if reader.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') || line.len() > LIMIT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Some(line))
}

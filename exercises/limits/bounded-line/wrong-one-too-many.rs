//! Has room for one byte too many.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// The longest line, without its `\n`.
pub const LIMIT: usize = 16;

/// Returns a line without its `\n`, or `None` at the end of the stream.
pub async fn line<R>(reader: &mut R) -> io::Result<Option<Vec<u8>>>
where
    R: AsyncBufRead + Unpin,
{
    let mut line = Vec::new();
    let mut limited = reader.take(LIMIT as u64 + 2);
    if limited.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    match line.pop() {
        Some(b'\n') => Ok(Some(line)),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

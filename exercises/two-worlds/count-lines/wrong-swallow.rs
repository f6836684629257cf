//! Takes an error of the parser for a head without lines.

use std::io::{self, BufRead, BufReader};

use tokio::io::AsyncRead;
use tokio::task::spawn_blocking;
use tokio_util::io::SyncIoBridge;

/// Somebody else's parser: counts the lines before an empty one.
fn count_lines(reader: impl BufRead) -> io::Result<usize> {
    for (count, line) in reader.lines().enumerate() {
        if line?.is_empty() {
            return Ok(count);
        }
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

pub async fn count<R>(stream: R) -> io::Result<usize>
where
    R: AsyncRead + Unpin + Send + 'static,
{
    let reader = BufReader::new(SyncIoBridge::new(stream));
    let counted = spawn_blocking(|| count_lines(reader)).await?;
    Ok(counted.unwrap_or_default())
}

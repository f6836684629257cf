//! Blocks a thread of the runtime, where that has but one.

use std::io::{self, BufRead, BufReader};

use tokio::io::AsyncRead;
use tokio::task::block_in_place;
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
    block_in_place(|| count_lines(reader))
}

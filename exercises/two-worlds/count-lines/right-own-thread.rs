//! Parses on a thread of its own, and awaits what that sends.

use std::io::{self, BufRead, BufReader};
use std::thread;

use tokio::io::AsyncRead;
use tokio::sync::oneshot;
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
    let (sender, counted) = oneshot::channel();
    thread::spawn(move || sender.send(count_lines(reader)));
    counted.await.map_err(io::Error::other)?
}

//! Echoes on every connection; returns how many bytes that were in all.

use tokio::io::{self, AsyncRead, AsyncWrite};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn serve<S>(mut connections: Receiver<S>) -> u64
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut total = 0;
    let mut tasks = JoinSet::new();
    loop {
        tokio::select! {
            Some(stream) = connections.recv() => {
                tasks.spawn(echo(stream));
            }
            // Also while others still connect, so that none is kept for long.
            Some(count) = tasks.join_next() => total += count.unwrap_or(0),
            else => return total,
        }
    }
}

async fn echo<S: AsyncRead + AsyncWrite>(stream: S) -> u64 {
    let (mut reader, mut writer) = io::split(stream);
    io::copy(&mut reader, &mut writer).await.unwrap_or(0)
}

//! Waits for a queue that is full, though not for long.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinSet;

/// How many lines may wait for a client before it is sent away.
const BEHIND: usize = 16;

pub async fn broadcast<W>(mut lines: Receiver<String>, clients: Vec<W>)
where
    W: AsyncWrite + Send + Unpin + 'static,
{
    let mut writers = JoinSet::new();
    let mut queues = Vec::new();
    for client in clients {
        let (queue, queued) = channel(BEHIND);
        queues.push((queue, writers.spawn(write_loop(client, queued))));
    }
    while let Some(line) = lines.recv().await {
        let line: Arc<str> = line.into();
        let mut n = 0;
        while let Some((queue, writer)) = queues.get(n) {
            let line = Arc::clone(&line);
            match queue.send_timeout(line, Duration::from_millis(50)).await {
                Ok(()) => n += 1,
                Err(_) => {
                    writer.abort();
                    queues.remove(n);
                }
            }
        }
    }
    drop(queues);
    while writers.join_next().await.is_some() {}
}

async fn write_loop(
    mut client: impl AsyncWrite + Unpin,
    mut queued: Receiver<Arc<str>>,
) -> io::Result<()> {
    while let Some(line) = queued.recv().await {
        client.write_all(line.as_bytes()).await?;
    }
    client.shutdown().await
}

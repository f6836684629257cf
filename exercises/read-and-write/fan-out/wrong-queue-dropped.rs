//! Drops the queue of a client that is too slow, and nothing else.

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinSet;

pub async fn broadcast<W>(mut lines: Receiver<String>, clients: Vec<W>)
where
    W: AsyncWrite + Send + Unpin + 'static,
{
    let mut writers = JoinSet::new();
    let mut queues = Vec::new();
    for mut client in clients {
        let (queue, mut queued) = channel::<String>(16);
        queues.push(queue);
        writers.spawn(async move {
            while let Some(line) = queued.recv().await {
                client.write_all(line.as_bytes()).await?;
            }
            client.shutdown().await
        });
    }
    while let Some(line) = lines.recv().await {
        queues.retain(|queue| queue.try_send(line.clone()).is_ok());
    }
    drop(queues);
    while writers.join_next().await.is_some() {}
}

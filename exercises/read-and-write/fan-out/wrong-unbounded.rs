//! Keeps all lines that a client has not read yet.

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{Receiver, unbounded_channel};
use tokio::task::JoinSet;

pub async fn broadcast<W>(mut lines: Receiver<String>, clients: Vec<W>)
where
    W: AsyncWrite + Send + Unpin + 'static,
{
    let mut writers = JoinSet::new();
    let mut queues = Vec::new();
    for mut client in clients {
        let (queue, mut queued) = unbounded_channel::<String>();
        queues.push(queue);
        writers.spawn(async move {
            while let Some(line) = queued.recv().await {
                client.write_all(line.as_bytes()).await?;
            }
            client.shutdown().await
        });
    }
    while let Some(line) = lines.recv().await {
        queues.retain(|queue| queue.send(line.clone()).is_ok());
    }
    drop(queues);
    while writers.join_next().await.is_some() {}
}

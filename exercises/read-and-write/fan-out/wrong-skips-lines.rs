//! Leaves out the lines for which a client has no room.

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
        for queue in &queues {
            let _ = queue.try_send(line.clone());
        }
    }
    drop(queues);
    while writers.join_next().await.is_some() {}
}

//! Sends a client away when half as many lines wait as may.

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
        let (queue, mut queued) = channel::<String>(8);
        let writer = writers.spawn(async move {
            while let Some(line) = queued.recv().await {
                client.write_all(line.as_bytes()).await?;
            }
            client.shutdown().await
        });
        queues.push((queue, writer));
    }
    while let Some(line) = lines.recv().await {
        queues.retain(|(queue, writer)| {
            let sent = queue.try_send(line.clone()).is_ok();
            if !sent {
                writer.abort();
            }
            sent
        });
    }
    drop(queues);
    while writers.join_next().await.is_some() {}
}

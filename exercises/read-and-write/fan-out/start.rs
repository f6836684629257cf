//! Sends each line to all clients, until there are no more lines.

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::Receiver;

pub async fn broadcast<W>(mut lines: Receiver<String>, mut clients: Vec<W>)
where
    W: AsyncWrite + Send + Unpin + 'static,
{
    while let Some(line) = lines.recv().await {
        for client in &mut clients {
            let _ = client.write_all(line.as_bytes()).await;
        }
    }
}

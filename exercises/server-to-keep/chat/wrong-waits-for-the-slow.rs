//! Writes to one peer after another.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::io::{BufReader, WriteHalf, split};
use tokio::sync::Mutex;
use tokio::sync::mpsc::Receiver;

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let peers: Arc<Mutex<Vec<WriteHalf<S>>>> = Arc::default();
    while let Some(stream) = connections.recv().await {
        let (reader, writer) = split(stream);
        let mut writers = peers.lock().await;
        let own = writers.len();
        writers.push(writer);
        drop(writers);
        let peers = Arc::clone(&peers);
        tokio::spawn(async move {
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let line = line + "\n";
                for (n, peer) in peers.lock().await.iter_mut().enumerate() {
                    if n != own {
                        let _ = peer.write_all(line.as_bytes()).await;
                    }
                }
            }
        });
    }
}

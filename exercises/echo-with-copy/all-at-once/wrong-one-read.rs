//! Echoes what the first read of a connection brings.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn serve<S>(mut connections: Receiver<S>) -> u64
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut tasks = JoinSet::new();
    while let Some(stream) = connections.recv().await {
        tasks.spawn(async move {
            let (mut reader, mut writer) = io::split(stream);
            let mut buffer = [0; 1024];
            let n = reader.read(&mut buffer).await.unwrap_or(0);
            match writer.write_all(&buffer[..n]).await {
                Ok(()) => n as u64,
                Err(_) => 0,
            }
        });
    }
    tasks.join_all().await.into_iter().sum()
}

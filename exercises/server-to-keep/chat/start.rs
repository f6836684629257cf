//! A chat: each line of a peer goes to all other peers.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::io::{BufReader, split};
use tokio::sync::mpsc::Receiver;

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    while let Some(stream) = connections.recv().await {
        tokio::spawn(async move {
            let (reader, mut writer) = split(stream);
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let line = line + "\n";
                if writer.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
        });
    }
}

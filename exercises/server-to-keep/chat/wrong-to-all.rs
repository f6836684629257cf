//! Sends a line to its author, too.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::io::{BufReader, split};
use tokio::sync::broadcast;
use tokio::sync::mpsc::Receiver;

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let (all, _) = broadcast::channel::<String>(64);
    while let Some(stream) = connections.recv().await {
        let (all, mut said) = (all.clone(), all.subscribe());
        tokio::spawn(async move {
            let (reader, mut writer) = split(stream);
            let mut lines = BufReader::new(reader).lines();
            loop {
                tokio::select! {
                    Ok(Some(line)) = lines.next_line() => {
                        let _ = all.send(line + "\n");
                    }
                    Ok(line) = said.recv() => {
                        let _ = writer.write_all(line.as_bytes()).await;
                    }
                    else => return,
                }
            }
        });
    }
}

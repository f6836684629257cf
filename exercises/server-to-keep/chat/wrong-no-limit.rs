//! Lets a line be as long as its peer likes.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::io::{BufReader, split};
use tokio::sync::broadcast;
use tokio::sync::mpsc::Receiver;

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let (all, _) = broadcast::channel::<(usize, String)>(64);
    let mut peers = 0;
    while let Some(stream) = connections.recv().await {
        let (all, mut said, own) = (all.clone(), all.subscribe(), peers);
        peers += 1;
        tokio::spawn(async move {
            let (reader, mut writer) = split(stream);
            let hear = async {
                let mut lines = BufReader::new(reader).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    let _ = all.send((own, line + "\n"));
                }
            };
            let tell = async {
                while let Ok((peer, line)) = said.recv().await {
                    if peer != own {
                        let _ = writer.write_all(line.as_bytes()).await;
                    }
                }
            };
            tokio::select! {
                () = hear => {}
                () = tell => {}
            }
        });
    }
}

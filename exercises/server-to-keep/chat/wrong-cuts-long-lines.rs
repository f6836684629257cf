//! Makes several lines of one that is too long.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::io::{AsyncWriteExt, BufReader, split};
use tokio::sync::broadcast;
use tokio::sync::mpsc::Receiver;

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let (all, _) = broadcast::channel::<(usize, Vec<u8>)>(64);
    let mut peers = 0;
    while let Some(stream) = connections.recv().await {
        let (all, mut said, own) = (all.clone(), all.subscribe(), peers);
        peers += 1;
        tokio::spawn(async move {
            let (reader, mut writer) = split(stream);
            let hear = async {
                let mut reader = BufReader::new(reader);
                loop {
                    let mut line = Vec::new();
                    let mut some = (&mut reader).take(1024);
                    match some.read_until(b'\n', &mut line).await {
                        Ok(1..) => drop(all.send((own, line))),
                        _ => return,
                    }
                }
            };
            let tell = async {
                while let Ok((peer, line)) = said.recv().await {
                    if peer != own && writer.write_all(&line).await.is_err() {
                        return;
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

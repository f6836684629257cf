//! Drops what it has read of a line when somebody else says one.

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
            let mut reader = BufReader::new(reader);
            loop {
                let mut line = Vec::new();
                let mut some = (&mut reader).take(1024);
                tokio::select! {
                    read = some.read_until(b'\n', &mut line) => {
                        if read.is_err() || !line.ends_with(b"\n") {
                            return;
                        }
                        let _ = all.send((own, line));
                    }
                    next = said.recv() => match next {
                        Ok((peer, _)) if peer == own => {}
                        Ok((_, line)) => {
                            if writer.write_all(&line).await.is_err() {
                                return;
                            }
                        }
                        Err(_) => return,
                    },
                }
            }
        });
    }
}

//! Keeps all lines for a peer that does not read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, split};
use tokio::sync::mpsc::{self, Receiver, UnboundedSender};
use tokio_util::codec::{FramedRead, LinesCodec};

pub async fn chat<S>(mut connections: Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let all: Arc<Mutex<HashMap<usize, UnboundedSender<String>>>> =
        Arc::default();
    let mut peers = 0;
    while let Some(stream) = connections.recv().await {
        let (reader, mut writer) = split(stream);
        let (queue, mut queued) = mpsc::unbounded_channel::<String>();
        let (own, all) = (peers, Arc::clone(&all));
        peers += 1;
        all.lock().unwrap().insert(own, queue);
        tokio::spawn(async move {
            while let Some(line) = queued.recv().await {
                if writer.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            let codec = LinesCodec::new_with_max_length(1024);
            let mut lines = FramedRead::new(reader, codec);
            while let Some(Ok(line)) = lines.next().await {
                for (peer, queue) in all.lock().unwrap().iter() {
                    if *peer != own {
                        let _ = queue.send(format!("{line}\n"));
                    }
                }
            }
            all.lock().unwrap().remove(&own);
        });
    }
}

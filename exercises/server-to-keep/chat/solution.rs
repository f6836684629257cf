//! A chat: each line of a peer goes to all other peers.

use futures_util::StreamExt;
use tokio::io::{
    AsyncRead, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf, split,
};
use tokio::sync::broadcast::{self, Sender, error::RecvError};
use tokio::sync::mpsc;
use tokio_util::codec::{FramedRead, LinesCodec};

const LONGEST: usize = 1024;

/// How many lines a peer may be behind before it is sent away.
const BEHIND: usize = 64;

/// Who said it, and what.
type Said = (usize, String);

pub async fn chat<S>(mut connections: mpsc::Receiver<S>)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let (all, _) = broadcast::channel(BEHIND);
    let mut peers = 0;
    while let Some(stream) = connections.recv().await {
        let (reader, writer) = split(stream);
        let (peer, all) = (peers, all.clone());
        peers += 1;
        let said = all.subscribe(); // before the next peer can say anything
        tokio::spawn(async move {
            // Whichever returns first: the other is of no use without it.
            tokio::select! {
                () = hear(reader, peer, all) => {}
                () = tell(writer, peer, said) => {}
            }
        });
    }
}

/// Returns at the end of the stream, after an error or a line that is too long.
async fn hear<S>(reader: ReadHalf<S>, peer: usize, all: Sender<Said>)
where
    S: AsyncRead,
{
    let codec = LinesCodec::new_with_max_length(LONGEST);
    let mut lines = FramedRead::new(reader, codec);
    while let Some(Ok(line)) = lines.next().await {
        let _ = all.send((peer, line + "\n"));
    }
}

/// Returns when the peer has gone, or is too far behind.
async fn tell<S>(
    mut writer: WriteHalf<S>,
    peer: usize,
    mut said: broadcast::Receiver<Said>,
) where
    S: AsyncWrite,
{
    loop {
        match said.recv().await {
            Ok((other, _)) if other == peer => {}
            Ok((_, line)) => {
                if writer.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
            Err(RecvError::Lagged(_) | RecvError::Closed) => return,
        }
    }
}

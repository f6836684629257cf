//! Waits for messages with a time limit, while a task of its own reads them.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc;
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(2);

/// Sends "abcd" and "efgh", and hesitates after the first two letters.
async fn send(mut peer: DuplexStream) -> io::Result<()> {
    peer.write_all(b"ab").await?;
    sleep(Duration::from_secs(3)).await;
    peer.write_all(b"cdefgh").await
}

// ANCHOR: read
pub async fn read_messages(
    mut stream: DuplexStream,
    sender: &mpsc::Sender<[u8; 4]>,
) -> io::Result<()> {
    let mut message = [0; 4];
    while stream.read(&mut message[..1]).await? == 1 {
        stream.read_exact(&mut message[1..]).await?; // ①
        if sender.send(message).await.is_err() {
            break;
        }
    }
    Ok(())
}
// ANCHOR_END: read

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (stream, peer) = io::duplex(64);
    tokio::spawn(send(peer));

    // ANCHOR: task
    let (sender, mut messages) = mpsc::channel(16); // ①
    let reading = tokio::spawn(async move {
        tokio::select! {
            result = read_messages(stream, &sender) => result,
            () = sender.closed() => Ok(()), // ②
        }
    });

    loop {
        tokio::select! {
            message = messages.recv() => match message { // ③
                Some(bytes) => println!("message: {}", bytes.escape_ascii()),
                None => break,
            },
            () = sleep(PATIENCE) => println!("still waiting"),
        }
    }
    reading.await??; // ④
    println!("the end");
    Ok(())
    // ANCHOR_END: task
}

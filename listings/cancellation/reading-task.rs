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

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (mut stream, peer) = io::duplex(64);
    tokio::spawn(send(peer));

    // ANCHOR: task
    let (sender, mut messages) = mpsc::channel(16); // ①
    tokio::spawn(async move {
        let mut message = [0; 4];
        while stream.read_exact(&mut message).await.is_ok() {
            if sender.send(message).await.is_err() {
                break; // ②
            }
        }
    });

    loop {
        tokio::select! {
            message = messages.recv() => match message { // ③
                Some(bytes) => println!("message: {}", bytes.escape_ascii()),
                None => {
                    println!("the end");
                    return Ok(());
                }
            },
            () = sleep(PATIENCE) => println!("still waiting"),
        }
    }
    // ANCHOR_END: task
}

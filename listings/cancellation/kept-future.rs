//! Waits for messages with a time limit, and keeps the future that reads.

use std::pin::pin;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
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

    // ANCHOR: loop
    let mut message = [0; 4];
    loop {
        let mut read = pin!(stream.read_exact(&mut message)); // ①
        let result = loop {
            tokio::select! {
                result = &mut read => break result, // ②
                () = sleep(PATIENCE) => println!("still waiting"),
            }
        };
        match result {
            Ok(_) => println!("message: {}", message.escape_ascii()),
            Err(error) => {
                println!("{error}");
                return Ok(());
            }
        }
    }
    // ANCHOR_END: loop
}

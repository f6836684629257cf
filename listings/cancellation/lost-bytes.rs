//! Waits for messages with `read_exact` and a time limit, and loses bytes.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(2);

// ANCHOR: peer
/// Sends "abcd" and "efgh", and hesitates after the first two letters.
async fn send(mut peer: DuplexStream) -> io::Result<()> {
    peer.write_all(b"ab").await?;
    sleep(Duration::from_secs(3)).await;
    peer.write_all(b"cdefgh").await
}
// ANCHOR_END: peer

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)] // ①
async fn main() -> io::Result<()> {
    let (mut stream, peer) = io::duplex(64); // ②
    tokio::spawn(send(peer));

    let mut message = [0; 4];
    loop {
        tokio::select! {
            result = stream.read_exact(&mut message) => match result { // ③
                Ok(_) => println!("message: {}", message.escape_ascii()),
                Err(error) => {
                    println!("{error}");
                    return Ok(());
                }
            },
            () = sleep(PATIENCE) => println!("still waiting"), // ④
        }
    }
}
// ANCHOR_END: main

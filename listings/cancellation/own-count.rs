//! Waits for messages with a time limit, and counts the bytes itself.

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
    let mut filled = 0; // ①
    loop {
        tokio::select! {
            n = stream.read(&mut message[filled..]) => match n? {
                0 => {
                    println!("the end, {filled} bytes left over");
                    return Ok(());
                }
                n => filled += n, // ②
            },
            () = sleep(PATIENCE) => println!("{filled} bytes so far"),
        }
        if filled == message.len() {
            println!("message: {}", message.escape_ascii());
            filled = 0;
        }
    }
    // ANCHOR_END: loop
}

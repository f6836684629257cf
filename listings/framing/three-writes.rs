//! Sends three messages without framing, and prints what arrives.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut sender, mut receiver) = io::duplex(64); // ①

    for message in ["one", "two", "three"] {
        sender.write_all(message.as_bytes()).await?;
    }
    drop(sender);

    let mut buffer = [0; 8];
    loop {
        match receiver.read(&mut buffer).await? {
            0 => return Ok(()),
            n => println!("{:?}", String::from_utf8_lossy(&buffer[..n])),
        }
    }
}
// ANCHOR_END: main

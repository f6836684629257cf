//! Receives two messages, and says every two seconds that it waits.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::sleep;

async fn send(mut stream: DuplexStream) -> io::Result<()> {
    stream.write_all(b"ab").await?;
    sleep(Duration::from_secs(3)).await;
    stream.write_all(b"cdefgh").await
}

// ANCHOR: receive
async fn receive(mut stream: DuplexStream) -> io::Result<()> {
    let mut message = [0; 4];
    loop {
        tokio::select! {
            result = stream.read_exact(&mut message) => {
                result?;
                println!("message: {}", message.escape_ascii());
            }
            () = sleep(Duration::from_secs(2)) => println!("still waiting"),
        }
    }
}
// ANCHOR_END: receive

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (stream, peer) = io::duplex(64);
    tokio::spawn(send(peer));
    if let Err(error) = receive(stream).await {
        println!("{error}");
    }
    Ok(())
}

//! Reads and writes in one `select!` loop, on both sides of a connection.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

// ANCHOR: talk
/// Sends the messages, and reads until `size` bytes have arrived.
pub async fn talk(
    mut stream: DuplexStream,
    mut messages: mpsc::Receiver<Vec<u8>>,
    size: usize,
) -> io::Result<()> {
    let mut buffer = [0; 64];
    let mut received = 0;
    while received < size || !messages.is_empty() {
        tokio::select! {
            n = stream.read(&mut buffer) => match n? { // ①
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => received += n,
            },
            Some(message) = messages.recv() => {
                stream.write_all(&message).await?; // ②
            }
        }
    }
    Ok(())
}
// ANCHOR_END: talk

/// Two peers send each other one message.
async fn exchange(size: usize) -> io::Result<()> {
    let (ann, bob) = io::duplex(64);
    let mut tasks = Vec::new();
    for stream in [ann, bob] {
        let (sender, messages) = mpsc::channel(1);
        let _ = sender.try_send(vec![b'x'; size]);
        tasks.push(tokio::spawn(talk(stream, messages, size)));
    }
    for task in tasks {
        task.await??;
    }
    Ok(())
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let an_hour = Duration::from_secs(60 * 60);
    for size in [16, 1024] {
        match timeout(an_hour, exchange(size)).await {
            Ok(result) => result.map(|()| println!("{size} bytes: arrived"))?,
            Err(_) => println!("{size} bytes: not there after an hour"),
        }
    }
    Ok(())
}
// ANCHOR_END: main

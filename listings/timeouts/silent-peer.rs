//! Serves a peer that says nothing, for a day.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::sleep;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

// ANCHOR: main
async fn echo(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..n]).await?;
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)] // ①
async fn main() {
    let (stream, _silent_peer) = io::duplex(64); // ②
    let task = tokio::spawn(echo(stream));

    sleep(DAY).await; // ③

    println!("after a day, the task has ended: {}", task.is_finished());
}
// ANCHOR_END: main

//! Finds the largest payload that buffers of known sizes have room for.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::timeout;

// ANCHOR: round
async fn echo(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = [0; 64]; // ①
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}

async fn send_then_read(size: usize) -> io::Result<()> {
    let (mut near, far) = io::duplex(64); // ②
    tokio::spawn(echo(far));
    let mut payload = vec![b'x'; size];
    near.write_all(&payload).await?;
    near.read_exact(&mut payload).await?;
    Ok(())
}
// ANCHOR_END: round

// ANCHOR: search
#[tokio::main(flavor = "current_thread", start_paused = true)] // ①
async fn main() -> io::Result<()> {
    let an_hour = Duration::from_secs(60 * 60);
    let mut size = 1;
    while let Ok(result) = timeout(an_hour, send_then_read(size)).await {
        result?;
        size += 1;
    }
    println!("{} bytes come back, {size} do not", size - 1);
    Ok(())
}
// ANCHOR_END: search

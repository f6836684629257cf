//! Adds what a task reads to a total, and locks it only for that.

use std::sync::{Arc, Mutex};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};

#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut stream, mut peer) = io::duplex(64);
    // ANCHOR: lock
    let total = Arc::new(Mutex::new(0));

    let of_task = Arc::clone(&total);
    let task = tokio::spawn(async move {
        let n = stream.read(&mut [0; 64]).await?; // ①
        *of_task.lock().unwrap() += n; // ②
        Ok::<_, io::Error>(())
    });

    peer.write_all(b"hello").await?;
    task.await??;
    println!("{} bytes in total", total.lock().unwrap());
    // ANCHOR_END: lock
    Ok(())
}

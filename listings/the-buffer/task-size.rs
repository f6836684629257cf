//! Prints how large the future of an echo task is, by where its buffer lives.

use std::mem::size_of_val;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};

// ANCHOR: array
async fn with_array(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = [0; 1024]; // ①
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..n]).await?;
    }
}
// ANCHOR_END: array

async fn with_vec(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024]; // ①
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..n]).await?;
    }
}

// ANCHOR: main
fn main() {
    let (stream, peer) = io::duplex(64);
    println!("array inside: {} bytes", size_of_val(&with_array(stream)));
    println!("vec inside:   {} bytes", size_of_val(&with_vec(peer)));
}
// ANCHOR_END: main

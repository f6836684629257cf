//! Calls an `async fn`, and awaits its future a line later.

use tokio::io::{self, AsyncReadExt};

// ANCHOR: main
async fn read_four(mut reader: &[u8]) -> io::Result<usize> {
    println!("reading");
    reader.read(&mut [0; 4]).await
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let future = read_four(b"look");
    println!("called");

    let n = future.await?;
    println!("{n} bytes read");
    Ok(())
}
// ANCHOR_END: main

//! Reads `foo.txt` into a vector that has room for it, and no length.

use tokio::fs::File;
use tokio::io::{self, AsyncReadExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::open("foo.txt").await?;
    let mut buffer = Vec::with_capacity(1024);

    let n = file.read(&mut buffer).await?;
    println!("read:     {n} bytes");

    let n = file.read_buf(&mut buffer).await?;
    println!("read_buf: {n} bytes");
    Ok(())
}
// ANCHOR_END: main

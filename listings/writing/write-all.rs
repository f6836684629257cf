//! Writes every byte of a buffer to `foo.txt`, and waits until it is there.

use tokio::fs::File;
use tokio::io::{self, AsyncWriteExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::create("foo.txt").await?;

    file.write_all(b"some bytes").await?; // ①
    file.flush().await?;

    println!("every byte is in the file");
    Ok(())
}
// ANCHOR_END: main

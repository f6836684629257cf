//! Reads the whole of `foo.txt` into memory.

use tokio::fs::File;
use tokio::io::{self, AsyncReadExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::open("foo.txt").await?;
    let mut contents = Vec::new();

    let n = file.read_to_end(&mut contents).await?;

    println!("{n} bytes: {:?}", String::from_utf8_lossy(&contents));
    Ok(())
}
// ANCHOR_END: main

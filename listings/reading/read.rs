//! Reads up to ten bytes from the start of `foo.txt`.

use tokio::fs::File;
use tokio::io::{self, AsyncReadExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::open("foo.txt").await?;
    let mut buffer = [0; 10]; // ①

    let n = file.read(&mut buffer).await?; // ②

    println!("{n} bytes: {:?}", &buffer[..n]); // ③
    Ok(())
}
// ANCHOR_END: main

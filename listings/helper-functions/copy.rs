//! Copies a byte string into `foo.txt`.

use tokio::fs::File;
use tokio::io;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut reader: &[u8] = b"hello"; // ①
    let mut file = File::create("foo.txt").await?;

    let n = io::copy(&mut reader, &mut file).await?; // ②

    println!("{n} bytes copied");
    Ok(())
}
// ANCHOR_END: main

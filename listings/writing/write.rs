//! Offers ten bytes to `foo.txt` and reports how many it took.

use tokio::fs::File;
use tokio::io::{self, AsyncWriteExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::create("foo.txt").await?; // ①
    let offer = b"some bytes";

    let n = file.write(offer).await?; // ②
    file.flush().await?; // ③

    println!("{n} of {} bytes written", offer.len());
    Ok(())
}
// ANCHOR_END: main

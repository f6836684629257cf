//! Prints each line of `foo.txt`.

use tokio::fs::File;
use tokio::io::{self, AsyncBufReadExt, BufReader};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let file = File::open("foo.txt").await?;
    let mut lines = BufReader::new(file).lines(); // ①

    while let Some(line) = lines.next_line().await? {
        println!("{line:?}"); // ②
    }
    Ok(())
}
// ANCHOR_END: main

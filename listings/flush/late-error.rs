//! Writes to a file that takes no bytes, and asks each call how it went.

use tokio::fs::{self, File};
use tokio::io::{self, AsyncWriteExt};

// ANCHOR: main
fn verdict(result: io::Result<()>) -> &'static str {
    if result.is_ok() { "ok" } else { "error" }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    fs::write("foo.txt", "read me\n").await?;
    let mut file = File::open("foo.txt").await?; // ①

    println!(
        "write_all: {}",
        verdict(file.write_all(b"some bytes").await)
    );
    println!("sync_all:  {}", verdict(file.sync_all().await));
    println!("flush:     {}", verdict(file.flush().await));
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: all
//! Writes to a file that takes no bytes, and asks each call how it went.

use tokio::fs::{self, File};
use tokio::io::{self, AsyncWriteExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    fs::write("foo.txt", "read me\n").await?;
    let mut file = File::open("foo.txt").await?; // ①

    let written = file.write_all(b"some bytes").await;
    println!(
        "write_all: {}",
        if written.is_ok() { "ok" } else { "error" }
    );

    let synced = file.sync_all().await;
    println!("sync_all:  {}", if synced.is_ok() { "ok" } else { "error" });

    let flushed = file.flush().await;
    println!(
        "flush:     {}",
        if flushed.is_ok() { "ok" } else { "error" }
    );
    Ok(())
}
// ANCHOR_END: main
// ANCHOR_END: all

//! Brings five bytes from a buffered writer into a file, and to the disk.

use tokio::fs::{self, File};
use tokio::io::{self, AsyncWriteExt, BufWriter};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let file = File::create("foo.txt").await?;
    let mut writer = BufWriter::new(file);

    writer.write_all(b"hello").await?;
    writer.flush().await?; // ①
    println!("{} of 5 bytes", fs::read("foo.txt").await?.len());

    writer.get_ref().sync_all().await?; // ②
    println!("and a power cut may come");
    Ok(())
}
// ANCHOR_END: main

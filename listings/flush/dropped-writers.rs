//! Drops two buffered writers, and counts the bytes that are in the file.

use std::fs;
use std::io::Write;

use tokio::fs::File;
use tokio::io::{self, AsyncWriteExt, BufWriter};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let file = fs::File::create("foo.txt")?;
    let mut writer = std::io::BufWriter::new(file);
    writer.write_all(b"hello")?;
    drop(writer);
    println!("std:   {} of 5 bytes", fs::read("foo.txt")?.len());

    let file = File::create("foo.txt").await?;
    let mut writer = BufWriter::new(file);
    writer.write_all(b"hello").await?; // ①
    drop(writer); // ②
    println!("Tokio: {} of 5 bytes", fs::read("foo.txt")?.len());
    Ok(())
}
// ANCHOR_END: main

//! Writes a file ten bytes at a time, in four ways, and takes the time of each.

use std::future::Future;
use std::io::Write;
use std::time::Instant;

use tokio::fs::{self, File};
use tokio::io::{self, AsyncWrite, AsyncWriteExt, BufWriter};
use tokio::task::spawn_blocking;

const RECORD: &[u8] = b"a record.\n";
const RECORDS: usize = 2_000;

// ANCHOR: ways
async fn one_by_one(mut w: impl AsyncWrite + Unpin) -> io::Result<()> {
    for _ in 0..RECORDS {
        w.write_all(RECORD).await?;
    }
    w.flush().await
}

fn on_one_thread() -> io::Result<()> {
    let file = std::fs::File::create("foo.txt")?;
    let mut w = std::io::BufWriter::new(file);
    for _ in 0..RECORDS {
        w.write_all(RECORD)?;
    }
    w.flush()
}
// ANCHOR_END: ways

async fn measure(
    name: &str,
    way: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let start = Instant::now();
    way.await?;
    let ms = start.elapsed().as_secs_f64() * 1e3;
    println!("{name:15} {ms:.3} ms");
    Ok(())
}

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let file = File::create("foo.txt").await?;
    measure("File:", one_by_one(file)).await?; // ①

    let writer = BufWriter::new(File::create("foo.txt").await?);
    measure("BufWriter:", one_by_one(writer)).await?;

    let whole = fs::write("foo.txt", RECORD.repeat(RECORDS)); // ②
    measure("fs::write:", whole).await?;

    let batch = async { spawn_blocking(on_one_thread).await? }; // ③
    measure("spawn_blocking:", batch).await
}
// ANCHOR_END: main

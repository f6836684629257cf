//! Takes a MiB of a file to other worlds, in pieces, and takes the time.

use std::io::Read;
use std::time::Instant;

use tokio::fs::{self, File};
use tokio::io::{self, AsyncReadExt};
use tokio::task::spawn_blocking;
use tokio_stream::StreamExt;
use tokio_util::io::{ReaderStream, SyncIoBridge};

/// Prints how many pieces came, and how long that took.
fn report(way: &str, pieces: u32, since: Instant) {
    let ms = since.elapsed().as_secs_f64() * 1e3;
    println!("{way} {pieces:3} pieces, {ms:.3} ms");
}

// ANCHOR: streams
async fn count_chunks(mut stream: ReaderStream<File>) -> io::Result<u32> {
    let mut chunks = 0;
    while let Some(chunk) = stream.next().await {
        chunk?;
        chunks += 1;
    }
    Ok(chunks)
}

#[tokio::main]
async fn main() -> io::Result<()> {
    fs::write("foo.txt", vec![b'x'; 1024 * 1024]).await?;

    let start = Instant::now();
    let stream = ReaderStream::new(File::open("foo.txt").await?);
    report("new:          ", count_chunks(stream).await?, start);

    let start = Instant::now();
    let file = File::open("foo.txt").await?;
    let stream = ReaderStream::with_capacity(file, 64 * 1024); // ①
    report("with_capacity:", count_chunks(stream).await?, start);
    // ANCHOR_END: streams

    let start = Instant::now();
    let mut file = File::open("foo.txt").await?;
    let (mut buffer, mut pieces) = (vec![0; 64 * 1024], 0);
    while file.read(&mut buffer).await? > 0 {
        pieces += 1;
    }
    report("read:         ", pieces, start);

    let start = Instant::now();
    let mut bridge = SyncIoBridge::new(File::open("foo.txt").await?);
    let reading = spawn_blocking(move || {
        let mut pieces = 0;
        while bridge.read(&mut buffer)? > 0 {
            pieces += 1;
        }
        io::Result::Ok(pieces)
    });
    report("SyncIoBridge: ", reading.await??, start);
    Ok(())
    // ANCHOR: streams
}
// ANCHOR_END: streams

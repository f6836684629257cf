//! Reads a file one KiB at a time, with `std` and with Tokio.

use std::io::Read;
use std::time::{Duration, Instant};

use tokio::fs;
use tokio::io::{self, AsyncReadExt};

// ANCHOR: read
fn with_std() -> io::Result<Duration> {
    let mut file = std::fs::File::open("foo.txt")?;
    let mut buffer = [0; 1024];
    let start = Instant::now();
    while file.read(&mut buffer)? > 0 {}
    Ok(start.elapsed())
}

async fn with_tokio() -> io::Result<Duration> {
    let mut file = fs::File::open("foo.txt").await?;
    let mut buffer = [0; 1024];
    let start = Instant::now();
    while file.read(&mut buffer).await? > 0 {}
    Ok(start.elapsed())
}
// ANCHOR_END: read

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    fs::write("foo.txt", vec![b'x'; 1024 * 1024]).await?;

    let (mut std, mut tokio) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        std = std.min(with_std()?); // ①
        tokio = tokio.min(with_tokio().await?);
    }

    println!("std:   {:.3} ms", std.as_secs_f64() * 1e3);
    println!("Tokio: {:.3} ms", tokio.as_secs_f64() * 1e3);
    Ok(())
}
// ANCHOR_END: main

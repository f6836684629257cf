//! Reads a file one KiB at a time, and counts how often the file is asked.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::fs::{self, File};
use tokio::io::{self, AsyncRead, AsyncReadExt, BufReader, ReadBuf};

/// A reader that counts the reads which it has answered.
struct Counted<R> {
    reader: R,
    reads: u32,
}

// ANCHOR: counted
impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.reader).poll_read(cx, buffer);
        self.reads += u32::from(answer.is_ready()); // ①
        answer
    }
}
// ANCHOR_END: counted

async fn open() -> io::Result<Counted<File>> {
    let reader = File::open("foo.txt").await?;
    Ok(Counted { reader, reads: 0 })
}

// ANCHOR: main
async fn by_kib(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut buffer = [0; 1024];
    while reader.read(&mut buffer).await? > 0 {}
    Ok(())
}

#[tokio::main]
async fn main() -> io::Result<()> {
    fs::write("foo.txt", vec![b'x'; 1024 * 1024]).await?;

    let mut file = open().await?;
    by_kib(&mut file).await?;
    println!("File alone:    {:4} reads", file.reads);

    for kib in [8, 64] {
        let file = open().await?;
        let mut reader = BufReader::with_capacity(kib * 1024, file); // ①
        by_kib(&mut reader).await?;
        println!("{kib:2} KiB buffer: {:4} reads", reader.get_ref().reads);
    }
    Ok(())
}
// ANCHOR_END: main

//! Reads a line that does not end, without a limit and with one.

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, LinesCodec};

// ANCHOR: main
const MIB: u64 = 1024 * 1024;

#[tokio::main]
async fn main() -> io::Result<()> {
    let peer = io::repeat(b'x').take(16 * MIB); // ①
    let mut line = String::new();
    BufReader::new(peer).read_line(&mut line).await?;
    println!("read_line: {} MiB", line.len() as u64 / MIB);

    let peer = io::repeat(b'x').take(16 * MIB);
    let codec = LinesCodec::new_with_max_length(80); // ②
    let mut lines = FramedRead::new(peer, codec);
    let first = lines.next().await; // ③
    match first {
        Some(Ok(line)) => println!("LinesCodec: {} bytes", line.len()),
        Some(Err(error)) => println!("LinesCodec: {error}"),
        None => println!("LinesCodec: the end"),
    }
    let rest = lines.get_ref().limit();
    println!("  after {} KiB", (16 * MIB - rest) / 1024);
    Ok(())
}
// ANCHOR_END: main

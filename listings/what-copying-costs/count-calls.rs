//! Copies a MiB in three ways, and counts the reads and writes of each.

use tokio::io::{self, AsyncRead, AsyncWrite, BufReader};
use tokio_util::io::{InspectReader, InspectWriter};

static MEBIBYTE: [u8; 1 << 20] = [b'x'; 1 << 20];

type Reader<'a> = &'a mut (dyn AsyncRead + Unpin);
type Writer<'a> = &'a mut (dyn AsyncWrite + Unpin);

// ANCHOR: count
async fn count(
    way: &str,
    copy: impl AsyncFnOnce(Reader, Writer) -> io::Result<u64>,
) -> io::Result<()> {
    let (mut reads, mut writes) = (0, 0);
    let mut reader = InspectReader::new(&MEBIBYTE[..], |_| reads += 1); // ①
    let mut writer = InspectWriter::new(io::sink(), |_| writes += 1);
    copy(&mut reader, &mut writer).await?;
    println!("{way:21} {reads:3} reads, {writes:3} writes");
    Ok(())
}
// ANCHOR_END: count

// ANCHOR: main
const ROOM: usize = 128 * 1024;

#[tokio::main]
async fn main() -> io::Result<()> {
    count("copy", async |r, w| io::copy(r, w).await).await?;

    count("BufReader, copy", async |r, w| {
        io::copy(&mut BufReader::with_capacity(ROOM, r), w).await
    })
    .await?;

    count("BufReader, copy_buf", async |r, w| {
        io::copy_buf(&mut BufReader::with_capacity(ROOM, r), w).await
    })
    .await
}
// ANCHOR_END: main

//! Changes from lines to frames in the middle of a connection.

use tokio::io::{self, AsyncWriteExt};
use tokio_stream::StreamExt;
use tokio_util::codec::{Framed, LengthDelimitedCodec, LinesCodec};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut client, stream) = io::duplex(64);
    client.write_all(b"frames\n\0\0\0\x05hello").await?; // ①
    client.shutdown().await?;

    let codec = LinesCodec::new_with_max_length(80);
    let mut lines = Framed::new(stream, codec);
    let line = lines.next().await.transpose().map_err(io::Error::other)?;
    let kept = lines.read_buffer().len(); // ②
    println!("{line:?}, and {kept} bytes behind it");

    let mut frames = lines.map_codec(|_| LengthDelimitedCodec::new()); // ③
    while let Some(frame) = frames.next().await {
        println!("{:?}", String::from_utf8_lossy(&frame?));
    }
    Ok(())
}
// ANCHOR_END: main

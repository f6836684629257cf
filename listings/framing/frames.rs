//! Sends three messages, each behind its length, and gets three.

use tokio::io::{self, AsyncWriteExt};
use tokio_stream::StreamExt;
use tokio_util::codec::LengthDelimitedCodec;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut sender, receiver) = io::duplex(64);

    for message in ["one", "two", "three"] {
        sender.write_u32(message.len() as u32).await?; // ①
        sender.write_all(message.as_bytes()).await?;
    }
    drop(sender);

    let mut frames = LengthDelimitedCodec::builder()
        .max_frame_length(1024) // ②
        .new_read(receiver); // ③
    while let Some(frame) = frames.next().await {
        println!("{:?}", String::from_utf8_lossy(&frame?));
    }
    Ok(())
}
// ANCHOR_END: main

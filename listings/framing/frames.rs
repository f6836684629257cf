//! Sends three messages, each behind its length, and gets three.

use futures_util::SinkExt;
use tokio::io;
use tokio_stream::StreamExt;
use tokio_util::codec::LengthDelimitedCodec;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (near, far) = io::duplex(64);
    let mut codec = LengthDelimitedCodec::builder();
    codec.max_frame_length(1024); // ①

    let mut sender = codec.new_write(near); // ②
    for message in ["one", "two", "three"] {
        sender.send(message.as_bytes()).await?; // ③
    }
    drop(sender);

    let mut receiver = codec.new_read(far);
    while let Some(frame) = receiver.next().await {
        println!("{:?}", String::from_utf8_lossy(&frame?));
    }
    Ok(())
}
// ANCHOR_END: main

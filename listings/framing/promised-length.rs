//! Promises frames that never come, and looks at the room made for them.

use tokio::io;
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, LengthDelimitedCodec};

// ANCHOR: main
const MIB: usize = 1024 * 1024;

#[tokio::main]
async fn main() -> io::Result<()> {
    for promise in [u32::MAX, 8 * MIB as u32] {
        let peer = &promise.to_be_bytes()[..]; // ①
        let codec = LengthDelimitedCodec::new();
        let mut frames = FramedRead::new(peer, codec);

        let result = match frames.next().await {
            Some(Ok(frame)) => format!("{} bytes", frame.len()),
            Some(Err(error)) => error.to_string(),
            None => "the end".into(),
        };
        println!("{promise} bytes promised: {result}");
        let room = frames.read_buffer().capacity(); // ②
        println!("  room for 8 MiB made: {}", room >= 8 * MIB);
    }
    Ok(())
}
// ANCHOR_END: main

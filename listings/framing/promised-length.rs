// ANCHOR: all
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

        if let Some(Err(error)) = frames.next().await {
            println!("{promise} bytes promised: {error}");
        }
        let room = frames.read_buffer().capacity();
        println!("  room for 8 MiB made: {}", room >= 8 * MIB);
    }
    Ok(())
}
// ANCHOR_END: main
// ANCHOR_END: all

//! An echo task that leaves when its peer has been silent for half a minute.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::{Instant, timeout};

// ANCHOR: echo
const IDLE: Duration = Duration::from_secs(30);

pub async fn echo(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        let n = timeout(IDLE, stream.read(&mut buffer)).await??; // ①
        if n == 0 {
            return Ok(());
        }
        timeout(IDLE, stream.write_all(&buffer[..n])).await??; // ②
    }
}
// ANCHOR_END: echo

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (stream, _silent_peer) = io::duplex(64);
    let start = Instant::now(); // ①

    let result = echo(stream).await;

    println!("{result:?} after {:?}", start.elapsed());
}
// ANCHOR_END: main

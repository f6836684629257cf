//! Waits until a stream is readable, again and again, and never reads.

use std::time::{Duration, Instant};

use tokio::io::{self, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(listener.local_addr()?).await?;
    let (mut peer, _) = listener.accept().await?;
    peer.write_all(b"hello").await?; // ①

    let (limit, start) = (Duration::from_millis(1), Instant::now());
    let watching = async {
        for _ in 0..1_000_000 {
            stream.readable().await?; // ②
        }
        io::Result::Ok(start.elapsed())
    };
    match timeout(limit, watching).await {
        Ok(took) => {
            println!("1000000 times; over the limit: {}", took? > limit)
        }
        Err(_) => println!("given up after {limit:?}"),
    }
    Ok(())
}
// ANCHOR_END: main

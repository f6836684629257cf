//! Reads on after the end of the stream, and counts.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    let (mut stream, _) = listener.accept().await?;

    peer.write_all(b"hello").await?;
    drop(peer);

    // ANCHOR: loop
    let mut buffer = vec![0; 1024];
    let mut empty = 0;
    while empty < 100_000 {
        match stream.read(&mut buffer).await? {
            0 => empty += 1, // ①
            n => println!("{n} bytes"),
        }
    }
    println!("{empty} reads since the end");
    // ANCHOR_END: loop

    Ok(())
}

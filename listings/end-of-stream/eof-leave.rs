//! Reads until the peer has said everything, and leaves.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    let (mut stream, _) = listener.accept().await?;

    peer.write_all(b"hello").await?;
    drop(peer); // ①

    let mut buffer = vec![0; 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => break, // ②
            n => println!("{n} bytes"),
        }
    }

    println!("the end");
    Ok(())
}
// ANCHOR_END: main

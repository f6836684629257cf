//! Asks for what a stream has, where it is said to be readable.

use std::io::ErrorKind;

use tokio::io::{self, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::coop::consume_budget;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    let (stream, _) = listener.accept().await?;

    stream.readable().await?; // ①
    println!("{:?}", attempt(&stream)); // ②
    peer.write_all(b"hello").await?;
    stream.readable().await?;
    println!("{:?}", attempt(&stream));
    stream.readable().await?; // ③
    println!("{:?}", attempt(&stream));
    // ANCHOR_END: main

    peer.write_all(b"world").await?;
    peer.shutdown().await?;
    println!("{} bytes up to the end", count(&stream).await?);
    // ANCHOR: main
    Ok(())
}

fn attempt(stream: &TcpStream) -> Result<usize, ErrorKind> {
    stream.try_read(&mut [0; 64]).map_err(|error| error.kind())
}
// ANCHOR_END: main

// ANCHOR: count
/// Counts the bytes of a peer, and holds no buffer while it waits.
async fn count(stream: &TcpStream) -> io::Result<usize> {
    let mut total = 0;
    loop {
        consume_budget().await; // ①
        stream.readable().await?;
        let mut buffer = [0; 8 * 1024]; // ②
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(total), // ③
            Ok(n) => total += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {} // ④
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: count

//! Reads header and body through one buffer, and writes past it.

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{BufReader, DuplexStream};

// ANCHOR: server
async fn receive(stream: DuplexStream) -> io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut header = String::new();
    reader.read_line(&mut header).await?;
    let length = header.trim().parse().map_err(io::Error::other)?;

    reader.write_all(b"go\n").await?; // ①
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await?; // ②
    Ok(String::from_utf8_lossy(&body).into())
}
// ANCHOR_END: server

#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut client, stream) = io::duplex(64);
    let server = tokio::spawn(receive(stream));
    client.write_all(b"5\n").await?;
    client.read_exact(&mut [0; 3]).await?;
    client.write_all(b"hello").await?;
    println!("patient client: {:?}", server.await??);

    let (mut client, stream) = io::duplex(64);
    client.write_all(b"5\nhello").await?;
    client.shutdown().await?;
    println!("hasty client: {:?}", receive(stream).await?);
    Ok(())
}

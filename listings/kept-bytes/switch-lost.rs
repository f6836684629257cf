//! Reads a header through a buffer, then the body without it.

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{BufReader, DuplexStream};

// ANCHOR: server
async fn receive(stream: DuplexStream) -> io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut header = String::new();
    reader.read_line(&mut header).await?; // ①
    let length = header.trim().parse().map_err(io::Error::other)?;

    let mut stream = reader.into_inner(); // ②
    stream.write_all(b"go\n").await?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(String::from_utf8_lossy(&body).into())
}
// ANCHOR_END: server

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut client, stream) = io::duplex(64);
    let server = tokio::spawn(receive(stream));
    client.write_all(b"5\n").await?;
    client.read_exact(&mut [0; 3]).await?; // ①
    client.write_all(b"hello").await?;
    println!("patient client: {:?}", server.await??);

    let (mut client, stream) = io::duplex(64);
    client.write_all(b"5\nhello").await?; // ②
    client.shutdown().await?;
    match receive(stream).await {
        Ok(body) => println!("hasty client: {body:?}"),
        Err(error) => println!("hasty client: {error}"),
    }
    Ok(())
}
// ANCHOR_END: main

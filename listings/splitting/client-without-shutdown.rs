//! A client that sends, reads the echo, and never hears the end of it.

use std::env;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let stream = TcpStream::connect(address).await?;
    let (mut reader, mut writer) = io::split(stream); // ①

    let sender = tokio::spawn(async move {
        writer.write_all(b"hello\r\n").await?;
        writer.write_all(b"world\r\n").await?;
        Ok::<_, io::Error>(()) // ②
    });

    let mut received = Vec::new();
    let end = reader.read_to_end(&mut received); // ③
    let patience = Duration::from_secs(1);
    match timeout(patience, end).await {
        Ok(result) => println!("the end, after {} bytes", result?),
        Err(_) => println!("still waiting for the end after {patience:?}"),
    }

    println!("received {:?}", String::from_utf8_lossy(&received));
    sender.await?
}
// ANCHOR_END: main

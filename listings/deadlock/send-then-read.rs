//! Sends a payload to an echo server, and only then reads it back.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: main
async fn send_then_read(size: usize) -> io::Result<()> {
    let mut stream = TcpStream::connect(echo_server().await?).await?;
    let mut payload = vec![b'x'; size];

    println!("{size} bytes: sending");
    stream.write_all(&payload).await?;
    println!("{size} bytes: sent");
    stream.read_exact(&mut payload).await?; // ①
    println!("{size} bytes: received");
    Ok(())
}

#[tokio::main]
async fn main() -> io::Result<()> {
    send_then_read(1024).await?;

    let patience = Duration::from_millis(200);
    match timeout(patience, send_then_read(64 * 1024 * 1024)).await {
        Ok(result) => result?,
        Err(_) => println!("no further after {patience:?}"),
    }
    Ok(())
}
// ANCHOR_END: main

async fn echo_server() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let (mut reader, mut writer) = stream.split();
        io::copy(&mut reader, &mut writer).await
    });
    Ok(address)
}

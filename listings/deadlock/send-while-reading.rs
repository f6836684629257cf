//! Sends a payload to an echo server, and reads it back meanwhile.

use std::net::SocketAddr;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: main
async fn send_while_reading(size: usize) -> io::Result<()> {
    let mut stream = TcpStream::connect(echo_server().await?).await?;
    let (mut reader, mut writer) = stream.split();
    let payload = vec![b'x'; size];
    let mut echo = vec![0; size];

    tokio::try_join!(
        writer.write_all(&payload),   // ①
        reader.read_exact(&mut echo), // ②
    )?;
    println!("{size} bytes: the same came back: {}", echo == payload);
    Ok(())
}

#[tokio::main]
async fn main() -> io::Result<()> {
    send_while_reading(1024).await?;
    send_while_reading(64 * 1024 * 1024).await
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

//! Asks a question through a proxy that keeps the end of it to itself.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: ends
async fn server(mut stream: TcpStream) -> io::Result<()> {
    let mut question = Vec::new();
    stream.read_to_end(&mut question).await?; // ①
    let answer = format!("{} bytes", question.len());
    stream.write_all(answer.as_bytes()).await
}

async fn client(mut stream: TcpStream) -> io::Result<String> {
    stream.write_all(b"How long is this?").await?;
    stream.shutdown().await?; // ②
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?; // ③
    Ok(answer)
}
// ANCHOR_END: ends

// ANCHOR: proxy
async fn proxy(mut near: TcpStream, mut far: TcpStream) -> io::Result<()> {
    let (mut from_client, mut to_client) = near.split();
    let (mut from_server, mut to_server) = far.split();
    tokio::try_join!(
        io::copy(&mut from_client, &mut to_server), // ①
        io::copy(&mut from_server, &mut to_client),
    )?;
    Ok(())
}
// ANCHOR_END: proxy

#[tokio::main]
async fn main() -> io::Result<()> {
    let (asking, answering) = connection().await?;
    tokio::spawn(server(answering));
    println!("directly: {}", client(asking).await?);

    let (asking, near) = connection().await?;
    let (far, answering) = connection().await?;
    tokio::spawn(server(answering));
    tokio::spawn(proxy(near, far));
    match timeout(Duration::from_millis(200), client(asking)).await {
        Ok(answer) => println!("through the proxy: {}", answer?),
        Err(_) => println!("through the proxy: no answer"),
    }
    Ok(())
}

async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let near = TcpStream::connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept().await?;
    Ok((near, far))
}

//! Asks a question through a proxy that passes on everything, ends included.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

async fn server(mut stream: TcpStream) -> io::Result<()> {
    let mut question = Vec::new();
    stream.read_to_end(&mut question).await?;
    let answer = format!("{} bytes", question.len());
    stream.write_all(answer.as_bytes()).await
}

async fn client(mut stream: TcpStream) -> io::Result<String> {
    stream.write_all(b"How long is this?").await?;
    stream.shutdown().await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

// ANCHOR: proxy
const LIMIT: Duration = Duration::from_secs(60 * 60);
type Copied = (u64, u64);

pub async fn proxy(
    mut near: TcpStream,
    mut far: TcpStream,
) -> io::Result<Copied> {
    let both_ways = io::copy_bidirectional(&mut near, &mut far); // ①
    timeout(LIMIT, both_ways).await? // ②
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let (asking, near) = connection().await?;
    let (far, answering) = connection().await?;
    tokio::spawn(server(answering));
    let proxy = tokio::spawn(proxy(near, far));
    println!("through the proxy: {}", client(asking).await?);

    let (there, back) = proxy.await??; // ③
    println!("passed on: {there} bytes there, {back} bytes back");
    Ok(())
}
// ANCHOR_END: proxy

async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let near = TcpStream::connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept().await?;
    Ok((near, far))
}

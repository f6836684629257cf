//! Answers half a question, hangs up, and loses part of the answer.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: main
async fn server(mut stream: TcpStream) -> io::Result<usize> {
    let mut start = [0; 4];
    stream.read_exact(&mut start).await?; // ①
    let (patience, mut written) = (Duration::from_millis(50), 0);
    while let Ok(n) = timeout(patience, stream.write(&[b'!'; 65536])).await {
        written += n?; // ②
    }
    println!("the server has written its answer");
    Ok(written) // ③
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    client.write_all(b"Too long a question").await?;
    let written = server(listener.accept().await?.0).await?;

    let mut answer = Vec::new();
    let result = client.read_to_end(&mut answer).await; // ④
    println!("the client has all of it: {}", answer.len() == written);
    println!("the end: {:?}", result.map_err(|error| error.kind()));
    Ok(())
}
// ANCHOR_END: main

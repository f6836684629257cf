//! Answers half a question, and hears the rest of it before hanging up.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: usize = 1024 * 1024;

// ANCHOR: server
async fn server(mut stream: TcpStream) -> io::Result<()> {
    let mut start = [0; 4];
    stream.read_exact(&mut start).await?;
    stream.write_all(&vec![b'!'; ANSWER]).await?;
    stream.shutdown().await?; // ①
    io::copy(&mut stream, &mut io::sink()).await?; // ②
    Ok(())
}
// ANCHOR_END: server

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    client.write_all(b"Too long a question").await?;
    let server = tokio::spawn(server(listener.accept().await?.0));

    let mut answer = Vec::new();
    let result = client.read_to_end(&mut answer).await;
    println!("the client has all of it: {}", answer.len() == ANSWER);
    println!("the end: {:?}", result.map_err(|error| error.kind()));
    drop(client);
    server.await?
}

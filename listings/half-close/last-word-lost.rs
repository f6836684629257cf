//! Answers half a question, hangs up, and loses part of the answer.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: main
const ANSWER: usize = 1024 * 1024;

async fn server(mut stream: TcpStream) -> io::Result<()> {
    let mut start = [0; 4];
    stream.read_exact(&mut start).await?; // ①
    stream.write_all(&vec![b'!'; ANSWER]).await?;
    println!("the server has written its answer");
    Ok(()) // ②
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    client.write_all(b"Too long a question").await?;
    server(listener.accept().await?.0).await?;

    let mut answer = Vec::new();
    let result = client.read_to_end(&mut answer).await; // ③
    println!("the client has all of it: {}", answer.len() == ANSWER);
    println!("the end: {:?}", result.map_err(|error| error.kind()));
    Ok(())
}
// ANCHOR_END: main

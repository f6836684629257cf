//! Answers half a question, and hears the rest of it before hanging up.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const ANSWER: usize = 16 * 1024 * 1024;
const QUESTION: usize = 64 * 1024 * 1024;
const LONGEST: u64 = 1024 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(60);

// ANCHOR: server
pub async fn server(mut stream: TcpStream) -> io::Result<()> {
    let mut start = [0; 4];
    stream.read_exact(&mut start).await?;

    let (reader, mut writer) = stream.split();
    let speak = async {
        writer.write_all(&vec![b'!'; ANSWER]).await?;
        writer.shutdown().await // ①
    };
    let listen = async {
        let mut rest = reader.take(LONGEST); // ②
        io::copy(&mut rest, &mut io::sink()).await
    };
    let both = async { tokio::try_join!(speak, listen) }; // ③
    timeout(PATIENCE, both).await??; // ④
    Ok(())
}
// ANCHOR_END: server

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut client = TcpStream::connect(listener.local_addr()?).await?;
    let server = tokio::spawn(server(listener.accept().await?.0));
    client.write_all(&vec![b'?'; QUESTION]).await?;
    client.shutdown().await?;

    let mut answer = Vec::new();
    let result = client.read_to_end(&mut answer).await;
    println!("the client has all of it: {}", answer.len() == ANSWER);
    println!("the end: {:?}", result.map_err(|error| error.kind()));
    server.await?
}

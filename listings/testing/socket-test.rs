//! Tests a server over a socket, in the way that comes to mind first.

use std::env;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

// ANCHOR: answer
/// Answers each line with its length. Has two bugs.
#[expect(clippy::unused_io_amount)] // ①
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        let line = buffer[..n].trim_ascii_end();
        let answer = format!("{} bytes\n", line.len());
        stream.write(answer.as_bytes()).await?;
    }
}
// ANCHOR_END: answer

async fn serve(address: String) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let (stream, _) = listener.accept().await?;
    answer(stream).await
}

// ANCHOR: test
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into()); // ①
    tokio::spawn(serve(address.clone()));
    sleep(Duration::from_millis(50)).await; // ②

    let mut client = TcpStream::connect(address).await?;
    client.write_all(b"hello\n").await?;
    sleep(Duration::from_millis(50)).await; // ③

    let mut buffer = [0; 1024];
    let n = client.read(&mut buffer).await?; // ④
    match &buffer[..n] {
        b"5 bytes\n" => println!("passed"),
        other => println!("failed: {:?}", String::from_utf8_lossy(other)),
    }
    Ok(())
}
// ANCHOR_END: test

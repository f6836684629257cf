//! An echo server: a loop of `read` and `write_all` over one buffer.

use std::env;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: echo
async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024]; // ①

    loop {
        match stream.read(&mut buffer).await {
            Ok(0) => return Ok(()),                         // ②
            Ok(n) => stream.write_all(&buffer[..n]).await?, // ③
            Err(error) => return Err(error),                // ④
        }
    }
}
// ANCHOR_END: echo

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    loop {
        let (stream, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = echo(stream).await {
                eprintln!("{peer}: {error}");
            }
        });
    }
}
// ANCHOR_END: main

//! Answers each line in capitals, whoever comes and whatever comes.

use std::env;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    accept(listener).await
}

// ANCHOR: accept
async fn accept(listener: TcpListener) -> io::Result<()> {
    loop {
        let (tcp, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = serve(tcp).await {
                eprintln!("{peer}: {error}");
            }
        });
    }
}
// ANCHOR_END: accept

// ANCHOR: serve
async fn serve(tcp: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(tcp);
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return stream.shutdown().await;
        }
        line.make_ascii_uppercase();
        stream.write_all(&line).await?;
    }
}
// ANCHOR_END: serve

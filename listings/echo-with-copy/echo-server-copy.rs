//! An echo server: `io::copy` from a connection back into itself.

use std::env;

use tokio::io;
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: echo
async fn echo(mut stream: TcpStream) -> io::Result<u64> {
    let (mut reader, mut writer) = stream.split(); // ①
    io::copy(&mut reader, &mut writer).await // ②
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
            match echo(stream).await {
                Ok(n) => println!("{peer}: {n} bytes echoed"), // ①
                Err(error) => eprintln!("{peer}: {error}"),    // ②
            }
        });
    }
}
// ANCHOR_END: main

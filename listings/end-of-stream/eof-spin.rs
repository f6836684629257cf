//! Reads on after the end of the stream, and counts what that costs.

use tokio::io::{self, AsyncReadExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (mut stream, _) = listener.accept().await?;
    drop(client);
    // ANCHOR: spin
    let mut buffer = vec![0; 1024];
    let mut empty = 0;

    while empty < 100_000 {
        match stream.read(&mut buffer).await? {
            0 => empty += 1, // ①
            n => println!("{n} bytes"),
        }
    }
    // ANCHOR_END: spin
    println!("{empty} reads after the end, and not a byte");
    Ok(())
}

//! Sends two lines from one task while another one reads the echo.

use std::env;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let stream = TcpStream::connect(address).await?;
    let (mut reader, mut writer) = stream.into_split(); // ①

    let sender = tokio::spawn(async move {
        writer.write_all(b"hello\r\n").await?;
        writer.write_all(b"world\r\n").await?;
        writer.shutdown().await // ②
    });

    let mut received = Vec::new();
    let mut buffer = [0; 128];
    loop {
        match reader.read(&mut buffer).await? {
            0 => break, // ③
            n => received.extend_from_slice(&buffer[..n]),
        }
    }

    println!("received {:?}", String::from_utf8_lossy(&received));
    sender.await? // ④
}
// ANCHOR_END: main

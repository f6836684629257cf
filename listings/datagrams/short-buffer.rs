//! Receives three datagrams into a buffer that is too short for two of them.

use std::time::Duration;

use tokio::io;
use tokio::net::UdpSocket;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(1);

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let peer = UdpSocket::bind("127.0.0.1:0").await?;

    for message in ["hello world", "", "goodbye"] {
        let address = socket.local_addr()?;
        peer.send_to(message.as_bytes(), address).await?; // ①
    }
    let mut buffer = [0; 4];
    for _ in 0..3 {
        let receiving = socket.recv_from(&mut buffer);
        let result = timeout(LIMIT, receiving).await?; // ②
        match result {
            Ok((n, _sender)) => println!("{n} {:?}", text(&buffer[..n])),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}
// ANCHOR_END: main

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

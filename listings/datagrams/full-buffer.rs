//! Sends 10,000 datagrams before the first one is received.

use std::time::Duration;

use tokio::io;
use tokio::net::UdpSocket;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_millis(20);

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0").await?;
    let sender = UdpSocket::bind("127.0.0.1:0").await?;
    sender.connect(receiver.local_addr()?).await?; // ①

    let mut sent = 0;
    for number in 0_u32..10_000 {
        let result = sender.send(&number.to_be_bytes()).await;
        sent += usize::from(result.is_ok());
    }
    println!("sent without an error: {sent}");

    let mut received = 0;
    while timeout(LIMIT, receiver.recv(&mut [0; 4])).await.is_ok() {
        // ②
        received += 1;
    }
    println!("as many received: {}", received == sent);
    Ok(())
}
// ANCHOR_END: main

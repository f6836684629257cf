//! Accepts connections, gives each one a task, and hangs up.

use std::env;

use tokio::io;
use tokio::net::TcpListener;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?); // ①

    loop {
        let (stream, peer) = listener.accept().await?; // ②
        tokio::spawn(async move {
            println!("{peer} came");
            drop(stream); // ③
        });
    }
}
// ANCHOR_END: main

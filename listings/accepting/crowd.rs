//! Comes with one connection after the other, until the server has had enough.

use std::env;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

async fn greet(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"hello\n").await?;
    stream.read_exact(&mut [0; 6]).await?;
    Ok(())
}

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let patience = Duration::from_secs(1);
    let mut served = Vec::new();
    let waiting = loop {
        let mut stream = match TcpStream::connect(&address).await {
            Ok(stream) => stream,
            Err(error) if served.is_empty() => return Err(error),
            Err(_) => break None,
        };
        match timeout(patience, greet(&mut stream)).await {
            Ok(Ok(())) => served.push(stream), // ①
            Ok(Err(_)) => break None,
            Err(_) => break Some(stream), // ②
        }
    };
    // ANCHOR_END: main

    if let Some(mut stream) = waiting {
        println!("connected, but not served");
        drop(served.pop());
        stream.read_exact(&mut [0; 6]).await?;
        println!("served, now that another one has left");
    } else {
        for mut stream in served {
            let _ = stream.read(&mut [0]).await;
        }
        println!("the server is gone, and all that it served with it");
    }
    Ok(())
}

//! Opens files until it may open no more, and accepts a connection then.

use std::fs::File;
use std::time::Duration;

use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let _peer = TcpStream::connect(listener.local_addr()?).await?;

    let mut files = Vec::new();
    for _ in 0..1000 {
        files.extend(File::open("/dev/null").ok()); // ①
    }

    let (second, mut errors) = (Duration::from_secs(1), 0);
    while let Ok(result) = timeout(second, listener.accept()).await {
        let Err(error) = result else {
            println!("accepted, after {errors} errors");
            return Ok(());
        };
        errors += 1;
        if errors >= 10_000 {
            drop(files.pop().ok_or(error)?); // ②
        }
    }
    println!("nobody to accept, after {errors} errors"); // ③
    Ok(())
}
// ANCHOR_END: main

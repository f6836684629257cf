//! Opens files until it may open no more, and accepts a connection then.

use std::fs::File;

use tokio::io;
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let _peer = TcpStream::connect(listener.local_addr()?).await?;

    let mut files = Vec::new();
    for _ in 0..1000 {
        files.extend(File::open("/dev/null").ok()); // ①
    }

    let mut errors = 0;
    while listener.accept().await.is_err() {
        errors += 1;
        if errors == 10_000 {
            drop(files.pop()); // ②
        }
    }
    println!("accepted, after {errors} errors");
    Ok(())
}
// ANCHOR_END: main

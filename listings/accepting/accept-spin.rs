// ANCHOR: all
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
    while let Ok(file) = File::open("/dev/null") {
        files.push(file); // ①
    }

    let mut errors = 0;
    while errors < 10_000 && listener.accept().await.is_err() {
        errors += 1;
    }
    println!("{errors} errors, and nothing happened between them");

    drop(files.pop()); // ②
    listener.accept().await?;
    println!("accepted");
    Ok(())
}
// ANCHOR_END: main
// ANCHOR_END: all

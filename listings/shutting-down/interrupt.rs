//! Interrupts a server in the middle of a line, and sends the other half.

use std::env;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let process = env::args().nth(2).unwrap_or_default();
    let mut idle = TcpStream::connect(&address).await?;
    idle.write_all(b"hello\n").await?;
    idle.read_exact(&mut [0; 6]).await?;
    let mut busy = TcpStream::connect(&address).await?;
    busy.write_all(b"hello\nhalf a ").await?; // ①
    busy.read_exact(&mut [0; 6]).await?;

    interrupt(&process)?; // ②
    let _ = idle.read(&mut [0]).await; // ③
    println!("the server has heard");

    let mut answer = Vec::new();
    let _ = busy.write_all(b"line\n").await; // ④
    let _ = busy.read_to_end(&mut answer).await;
    println!("half a line: {:?}", String::from_utf8_lossy(&answer));
    Ok(())
}
// ANCHOR_END: main

/// Does what Ctrl-C does in the terminal of `process`.
#[cfg(unix)]
fn interrupt(process: &str) -> io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process};

    let number = process.parse().ok().filter(|number| *number > 0);
    let process = number.and_then(Pid::from_raw);
    let process = process.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(kill_process(process, Signal::INT)?)
}

#[cfg(not(unix))]
fn interrupt(_: &str) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "needs a Unix"))
}

//! An echo server that stays up when `accept` fails.

use std::env;
use std::io::Write;
use std::time::{Duration, Instant};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(100);
const QUIET: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    // ANCHOR: loop
    let mut reported: Option<Instant> = None;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(async move {
                    if let Err(error) = echo(stream).await {
                        log(format!("{peer}: {error}"));
                    }
                });
            }
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {} // ①
            Err(error) => {
                if reported.is_none_or(|at| at.elapsed() > QUIET) {
                    log(format!("cannot accept: {error}")); // ②
                    reported = Some(Instant::now());
                }
                sleep(PAUSE).await; // ③
            }
        }
    }
    // ANCHOR_END: loop
}

// ANCHOR: loop
fn log(line: String) {
    let _ = writeln!(std::io::stderr(), "{line}"); // ④
}
// ANCHOR_END: loop

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}

//! An echo server that serves only so many connections at a time.

use std::env;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

const AT_A_TIME: usize = 2; // so few that you can watch it
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    // ANCHOR: loop
    let seats = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        let seat = seats.clone().acquire_owned().await; // ①
        let seat = seat.map_err(io::Error::other)?;
        match listener.accept().await {
            Ok((stream, peer)) => {
                log(format!("{peer} came"));
                tokio::spawn(async move {
                    if let Err(error) = echo(stream).await {
                        log(format!("{peer}: {error}"));
                    }
                    log(format!("{peer} left"));
                    drop(seat); // ②
                });
            }
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                log(format!("cannot accept: {error}"));
                sleep(PAUSE).await;
            }
        }
    }
    // ANCHOR_END: loop
}

fn log(line: String) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}

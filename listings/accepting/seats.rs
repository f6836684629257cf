//! Answers each line in capitals, to so many at a time, and goes on.

use std::env;
use std::io::{Write, stderr};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let seats = env::args().nth(2).unwrap_or("1000".into()).parse();
    let seats: NonZeroU16 = seats.map_err(io::Error::other)?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    Err(accept(listener, seats).await)
}

// ANCHOR: accept
/// Gives seats to peers, until the listener breaks.
pub async fn accept(listener: TcpListener, seats: NonZeroU16) -> io::Error {
    let seats = Arc::new(Semaphore::new(seats.get().into()));
    loop {
        let seat = seats.clone().acquire_owned().await;
        let (tcp, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_peer(&error) => continue,
            Err(error) if is_of_listener(&error, &listener) => return error,
            Err(error) => {
                log(format!("cannot accept: {error}"));
                sleep(PAUSE).await;
                continue;
            }
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Err(error) = serve(tcp).await {
                log(format!("{peer}: {error}"));
            }
        });
    }
}
// ANCHOR_END: accept

// ANCHOR: errors
pub fn is_of_peer(error: &io::Error) -> bool {
    use ErrorKind::*;
    let network = [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut];
    network.contains(&error.kind()) || error.kind() == ConnectionAborted
}

pub fn is_of_listener(error: &io::Error, listener: &TcpListener) -> bool {
    error.kind() == ErrorKind::InvalidInput || listener.local_addr().is_err()
}
// ANCHOR_END: errors

// ANCHOR: log
fn log(line: String) {
    let _ = writeln!(stderr(), "{line}");
}
// ANCHOR_END: log

// ANCHOR: serve
async fn serve(tcp: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(tcp);
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return stream.shutdown().await;
        }
        line.make_ascii_uppercase();
        stream.write_all(&line).await?;
    }
}
// ANCHOR_END: serve

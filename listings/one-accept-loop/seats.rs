//! Answers each line in capitals, to so many at a time, and goes on.

use std::env;
use std::io::{ErrorKind, Write, stderr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

const SEATS: usize = 1000;
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    serve(listener, SEATS).await
}

// ANCHOR: serve
pub async fn serve(listener: TcpListener, at_a_time: usize) -> io::Result<()> {
    let seats = Arc::new(Semaphore::new(at_a_time));
    loop {
        let seat = seats.clone().acquire_owned().await;
        let (tcp, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_peer(&error) => continue,
            Err(error) if is_of_listener(&error) => return Err(error),
            Err(error) => {
                log(&format!("cannot accept: {error}"));
                sleep(PAUSE).await;
                continue;
            }
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Err(error) = talk(tcp).await {
                log(&format!("{peer}: {error}"));
            }
        });
    }
}
// ANCHOR_END: serve

// ANCHOR: errors
fn is_of_peer(error: &io::Error) -> bool {
    use ErrorKind::*;
    let network = [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut];
    network.contains(&error.kind()) || error.kind() == ConnectionAborted
}

fn is_of_listener(error: &io::Error) -> bool {
    const EBADF: i32 = 9;
    const ENOTSOCK: [i32; 3] = [88, 38, 10038]; // Linux, macOS, Windows
    let code = error.raw_os_error().unwrap_or_default();
    error.kind() == ErrorKind::InvalidInput // EINVAL
        || code == EBADF
        || ENOTSOCK.contains(&code)
}
// ANCHOR_END: errors

fn log(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

// ANCHOR: talk
async fn talk(tcp: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(tcp);
    while !stream.fill_buf().await?.is_empty() {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?;
        line.make_ascii_uppercase();
        stream.write_all(&line).await?;
    }
    stream.shutdown().await
}
// ANCHOR_END: talk

//! Answers each line in capitals, within limits of time and of length.

use std::env;
use std::future::Future;
use std::io::{Write, stderr};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{AsyncRead, AsyncWrite, BufReader, ErrorKind};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

// ANCHOR: limits
const SEATS: NonZeroU16 = NonZeroU16::new(1000).unwrap();
const FIRST_BYTE: Duration = Duration::from_secs(30);
const REQUEST: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(10);
const LONGEST: u64 = 64 * 1024; // bytes, without the line break
// ANCHOR_END: limits
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    Err(accept(listener, SEATS).await)
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

pub fn is_of_peer(error: &io::Error) -> bool {
    use ErrorKind::*;
    let network = [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut];
    network.contains(&error.kind()) || error.kind() == ConnectionAborted
}

pub fn is_of_listener(error: &io::Error, listener: &TcpListener) -> bool {
    error.kind() == ErrorKind::InvalidInput || listener.local_addr().is_err()
}

fn log(line: String) {
    let _ = writeln!(stderr(), "{line}");
}

// ANCHOR: serve
pub async fn serve<S>(stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = next_line(&mut stream).await?;
        if line.is_empty() {
            return stream.shutdown().await;
        }
        line.make_ascii_uppercase();
        let write = stream.write_all(&line);
        within(ANSWER, "answer not taken", write).await?;
    }
}
// ANCHOR_END: serve

// ANCHOR: next_line
/// The next line to answer; empty if there is none.
async fn next_line<S>(stream: &mut BufReader<S>) -> io::Result<Vec<u8>>
where
    S: AsyncRead + Unpin,
{
    let mut line = Vec::new();
    within(FIRST_BYTE, "no line", stream.fill_buf()).await?;
    let mut some = stream.take(LONGEST + 1);
    let end = some.read_until(b'\n', &mut line);
    within(REQUEST, "no end of a line", end).await?;
    if some.limit() == 0 && !line.ends_with(b"\n") {
        return Err(io::Error::other("line too long"));
    }
    Ok(line)
}
// ANCHOR_END: next_line

// ANCHOR: within
async fn within<T>(
    limit: Duration,
    what: &str,
    call: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let late = |_| Err(io::Error::other(format!("{what} in time")));
    timeout(limit, call).await.unwrap_or_else(late)
}
// ANCHOR_END: within

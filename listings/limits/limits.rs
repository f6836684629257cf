//! Answers each line in capitals, within limits of time and of length.

use std::env;
use std::future::Future;
use std::io::{ErrorKind, Write, stderr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

// ANCHOR: limits
const SEATS: usize = 1000;
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
    serve(listener, SEATS).await
}

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

fn log(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

// ANCHOR: talk
pub async fn talk<S>(stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    while !within(FIRST_BYTE, stream.fill_buf()).await?.is_empty() {
        let mut line = Vec::new();
        let mut some = (&mut stream).take(LONGEST + 1);
        within(REQUEST, some.read_until(b'\n', &mut line)).await?;
        if some.limit() == 0 && line.last() != Some(&b'\n') {
            return Err(io::Error::other("line too long"));
        }
        line.make_ascii_uppercase();
        within(ANSWER, stream.write_all(&line)).await?;
    }
    within(ANSWER, stream.shutdown()).await
}
// ANCHOR_END: talk

// ANCHOR: within
async fn within<T>(
    limit: Duration,
    call: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    timeout(limit, call).await?
}
// ANCHOR_END: within

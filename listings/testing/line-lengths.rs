//! A server that answers each line with its length.

use std::env;
use std::future::Future;
use std::io::{Write, stderr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt, ErrorKind};
use tokio::time::{sleep, timeout};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, LinesCodec, LinesCodecError};

// ANCHOR: answer
pub const PATIENCE: Duration = Duration::from_secs(60);

pub async fn answer<S>(stream: S) -> Result<(), LinesCodecError>
where
    S: AsyncRead + AsyncWrite + Unpin, // ①
{
    let codec = LinesCodec::new_with_max_length(80);
    let mut lines = FramedRead::new(stream, codec); // ②
    while let Some(line) = soon(lines.next()).await? {
        let answer = format!("{} bytes\n", line?.len());
        soon(lines.get_mut().write_all(answer.as_bytes())).await??; // ③
        soon(lines.get_mut().flush()).await??; // ④
    }
    Ok(())
}

async fn soon<F: Future>(future: F) -> io::Result<F::Output> {
    Ok(timeout(PATIENCE, future).await?) // ⑤
}
// ANCHOR_END: answer

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    Err(accept(listener, 1000).await)
}

/// Gives seats to peers, until the listener breaks.
async fn accept(listener: TcpListener, seats: usize) -> io::Error {
    let seats = Arc::new(Semaphore::new(seats));
    loop {
        let seat = seats.clone().acquire_owned().await;
        let (tcp, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_peer(&error) => continue,
            Err(error) if is_of_listener(&error, &listener) => return error,
            Err(error) => {
                log(format!("cannot accept: {error}"));
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Err(error) = answer(tcp).await {
                log(format!("{peer}: {error}"));
            }
        });
    }
}

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

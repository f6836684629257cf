//! A server that answers each line with its length.

use std::env;
use std::future::Future;
use std::io::Write;
use std::time::{Duration, Instant};

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt, ErrorKind};
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, LinesCodec, LinesCodecError};

const PAUSE: Duration = Duration::from_millis(100);
const QUIET: Duration = Duration::from_secs(60);

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
    }
    Ok(())
}

async fn soon<F: Future>(future: F) -> io::Result<F::Output> {
    Ok(timeout(PATIENCE, future).await?) // ④
}
// ANCHOR_END: answer

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    let mut reported: Option<Instant> = None;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(async move {
                    if let Err(error) = answer(stream).await {
                        log(format!("{peer}: {error}"));
                    }
                });
            }
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                if reported.is_none_or(|at| at.elapsed() > QUIET) {
                    log(format!("cannot accept: {error}"));
                    reported = Some(Instant::now());
                }
                sleep(PAUSE).await;
            }
        }
    }
}

fn log(line: String) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

//! A server that answers each line with its length.

use std::env;
use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;
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
    while let Ok(Some(line)) = timeout(PATIENCE, lines.next()).await {
        let answer = format!("{} bytes\n", line?.len());
        lines.get_mut().write_all(answer.as_bytes()).await?; // ③
    }
    Ok(())
}
// ANCHOR_END: answer

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    loop {
        let (stream, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = answer(stream).await {
                eprintln!("{peer}: {error}");
            }
        });
    }
}

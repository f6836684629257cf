//! Sends each request in two writes, without and with a `BufWriter`.

use std::time::{Duration, Instant};

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter,
};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: request
async fn request<S>(stream: &mut S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(b"length 5\n").await?;
    stream.write_all(b"hello").await?;
    stream.flush().await?; // ①
    stream.read_exact(&mut [0; 2]).await?; // ②
    Ok(())
}
// ANCHOR_END: request

async fn answer(mut stream: TcpStream) -> io::Result<()> {
    loop {
        stream.read_exact(&mut [0; 14]).await?;
        stream.write_all(b"ok").await?;
    }
}

/// The time of the median of five requests, after one that does not count.
async fn median<S>(stream: &mut S) -> io::Result<Duration>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    request(stream).await?;
    let mut times = [Duration::ZERO; 5];
    for time in &mut times {
        let start = Instant::now();
        request(stream).await?;
        *time = start.elapsed();
    }
    times.sort();
    Ok(times[2])
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut stream = TcpStream::connect(listener.local_addr()?).await?;
    let (peer, _) = listener.accept().await?;
    tokio::spawn(answer(peer));

    let bare = median(&mut stream).await?;
    let buffered = median(&mut BufWriter::new(stream)).await?;

    println!("two writes: {:.3} ms", bare.as_secs_f64() * 1e3);
    println!("BufWriter: {:.3} ms", buffered.as_secs_f64() * 1e3);
    Ok(())
}

//! Sends each request in two writes, without and with `set_nodelay`.

use std::time::{Duration, Instant};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: request
async fn request(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"length 5\n").await?; // ①
    stream.write_all(b"hello").await?; // ②
    stream.read_exact(&mut [0; 2]).await?; // ③
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
async fn median(stream: &mut TcpStream) -> io::Result<Duration> {
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

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut stream = TcpStream::connect(listener.local_addr()?).await?;
    let (peer, _) = listener.accept().await?;
    tokio::spawn(answer(peer));

    let as_it_comes = median(&mut stream).await?;
    stream.set_nodelay(true)?; // ①
    let with_nodelay = median(&mut stream).await?;

    println!("as it comes: {:.3} ms", as_it_comes.as_secs_f64() * 1e3);
    println!("set_nodelay: {:.3} ms", with_nodelay.as_secs_f64() * 1e3);
    Ok(())
}
// ANCHOR_END: main

//! Three ways to limit the time of a connection, tried on four peers.

use std::future::Future;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{BufReader, DuplexStream};
use tokio::time::{Instant, sleep, timeout};

// ANCHOR: limits
const LIMIT: Duration = Duration::from_secs(30);

async fn each_read(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    while timeout(LIMIT, stream.read(&mut buffer)).await?? > 0 {}
    Ok(())
}

async fn whole_connection(mut stream: DuplexStream) -> io::Result<()> {
    timeout(LIMIT, io::copy(&mut stream, &mut io::sink())).await??;
    Ok(())
}

pub async fn each_request(stream: DuplexStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while !timeout(2 * LIMIT, stream.fill_buf()).await??.is_empty() {
        timeout(LIMIT, request(&mut stream)).await??; // ①
    }
    Ok(())
}
// ANCHOR_END: limits

// ANCHOR: request
/// A line of at most 1024 bytes.
async fn request(stream: &mut BufReader<DuplexStream>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(1024).read_until(b'\n', &mut line).await?; // ①
    match line.ends_with(b"\n") {
        true => Ok(line),
        false => Err(io::ErrorKind::InvalidData.into()), // ②
    }
}
// ANCHOR_END: request

async fn send(
    mut peer: DuplexStream,
    pause: u64,
    bytes: &[u8],
) -> io::Result<()> {
    loop {
        sleep(Duration::from_secs(pause)).await;
        peer.write_all(bytes).await?;
    }
}

async fn end(serving: impl Future<Output = io::Result<()>>) -> String {
    let start = Instant::now();
    match timeout(Duration::from_secs(3600), serving).await {
        Ok(_) => format!("{:?}", start.elapsed()),
        Err(_) => "stays".into(),
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("                   each read  connection  request");
    for (peer, pause, bytes) in [
        ("nothing", 20, ""),
        ("a byte every 20 s", 20, "x"),
        ("a line every 20 s", 20, "x\n"),
        ("a line every 40 s", 40, "x\n"),
    ] {
        let connect = || {
            let (near, far) = io::duplex(64);
            tokio::spawn(send(far, pause, bytes.as_bytes()));
            near
        };
        let read = end(each_read(connect())).await;
        let connection = end(whole_connection(connect())).await;
        let request = end(each_request(connect())).await;
        println!("{peer:17}  {read:9}  {connection:10}  {request}");
    }
}

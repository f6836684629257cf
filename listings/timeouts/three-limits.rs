//! Three ways to limit the time of a connection, tried on three peers.

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

async fn each_request(stream: DuplexStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    while timeout(LIMIT, lines.next_line()).await??.is_some() {} // ①
    Ok(())
}
// ANCHOR_END: limits

async fn send(mut peer: DuplexStream, bytes: &[u8]) -> io::Result<()> {
    loop {
        sleep(Duration::from_secs(20)).await;
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
    println!("every 20 s  each read  connection  request");
    for (name, bytes) in [("nothing", ""), ("a byte", "x"), ("a line", "x\n")] {
        let connect = || {
            let (stream, peer) = io::duplex(64);
            tokio::spawn(send(peer, bytes.as_bytes()));
            stream
        };
        let read = end(each_read(connect())).await;
        let connection = end(whole_connection(connect())).await;
        let request = end(each_request(connect())).await;
        println!("{name:10}  {read:9}  {connection:10}  {request}");
    }
}

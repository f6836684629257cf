//! Waits an hour for an answer, by a paused clock, through a real socket.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;

    let (release, released) = mpsc::channel::<()>();
    let peer = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.read_exact(&mut [0; 8])?;
        let _ = released.recv();
        stream.write_all(b"answer")
    });

    // ANCHOR: ask
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"question").await?;
    let mut answer = [0; 6];
    let (start, really) = (Instant::now(), std::time::Instant::now());

    let result = timeout(HOUR, stream.read_exact(&mut answer)).await; // ①

    println!("{result:?} after {:?}", start.elapsed());
    println!("an hour ago, really: {}", really.elapsed() >= HOUR); // ②

    drop(release); // ③
    stream.read_exact(&mut answer).await?;
    println!("the {}, without a timeout", answer.escape_ascii());
    // ANCHOR_END: ask

    peer.join().unwrap_or(Ok(()))
}

//! Proofs of the claims about the limits of a server.

use std::num::NonZeroU16;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::time::{Instant, sleep};

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "limits.rs"]
mod server;

// ANCHOR: silent_peer_gives_its_seat_back
#[tokio::test(start_paused = true)]
async fn silent_peer_gives_its_seat_back() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(server::accept(listener, NonZeroU16::MIN));
    let start = Instant::now();
    let mut silent = TcpStream::connect(address).await?;
    let mut other = TcpStream::connect(address).await?;

    other.write_all(b"hello\n").await?;
    let mut answer = [0; 6];
    other.read_exact(&mut answer).await?;

    assert_eq!(&answer, b"HELLO\n");
    assert!(start.elapsed() >= Duration::from_secs(30));
    assert_eq!(silent.read(&mut answer).await?, 0);
    Ok(())
}
// ANCHOR_END: silent_peer_gives_its_seat_back

// ANCHOR: begun_line_has_ten_seconds
#[tokio::test(start_paused = true)]
async fn begun_line_has_ten_seconds() -> io::Result<()> {
    let (mut peer, stream) = duplex(64);
    let start = Instant::now();
    let byte_by_byte = async {
        loop {
            peer.write_all(b"-").await?;
            sleep(Duration::from_secs(1)).await;
        }
    };

    let end: io::Result<()> = select! {
        end = server::serve(stream) => end,
        error = byte_by_byte => error,
    };

    let error = end.unwrap_err();
    assert_eq!(error.to_string(), "no end of a line in time");
    assert_eq!(start.elapsed().as_secs(), 10);
    Ok(())
}
// ANCHOR_END: begun_line_has_ten_seconds

// ANCHOR: answer_has_ten_seconds
#[tokio::test(start_paused = true)]
async fn answer_has_ten_seconds() -> io::Result<()> {
    let (mut peer, stream) = duplex(4);
    let served = tokio::spawn(server::serve(stream));
    let start = Instant::now();

    peer.write_all(b"twice four\n").await?; // and no `read`

    let error = served.await?.unwrap_err();
    assert_eq!(error.to_string(), "answer not taken in time");
    assert_eq!(start.elapsed().as_secs(), 10);
    Ok(())
}
// ANCHOR_END: answer_has_ten_seconds

// ANCHOR: longest_line_is_answered
#[tokio::test(start_paused = true)]
async fn longest_line_is_answered() -> io::Result<()> {
    let (mut peer, stream) = duplex(1024 * 1024);
    let longest = [&[b'x'; 64 * 1024][..], b"\n"].concat();
    peer.write_all(&longest).await?;
    peer.write_all(b"x").await?; // one byte too many, with what follows
    peer.write_all(&longest).await?;

    let error = server::serve(stream).await.unwrap_err();

    assert_eq!(error.to_string(), "line too long");
    let mut answers = Vec::new();
    peer.read_to_end(&mut answers).await?;
    assert_eq!(answers, longest.to_ascii_uppercase());
    Ok(())
}
// ANCHOR_END: longest_line_is_answered

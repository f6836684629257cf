//! Proofs of the claims about the limits of a server.

use std::num::NonZeroU16;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::select;
use tokio::time::{Instant, pause, sleep};

use crate::{allocations, poll_once};

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "limits.rs"]
mod server;

const KIB: i64 = 1024;

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
    let (mut peer, stream) = duplex(64);
    let start = Instant::now();
    let byte_by_byte = async {
        peer.write_all(&[b'x'; 200]).await?;
        peer.write_all(b"\n").await?;
        loop {
            peer.read_exact(&mut [0]).await?;
            sleep(Duration::from_secs(1)).await;
        }
    };

    let end: io::Result<()> = select! {
        end = server::serve(stream) => end,
        error = byte_by_byte => error,
    };

    let error = end.unwrap_err();
    assert_eq!(error.to_string(), "answer not taken in time");
    assert_eq!(start.elapsed().as_secs(), 10);
    Ok(())
}
// ANCHOR_END: answer_has_ten_seconds

// ANCHOR: unread_answer_counts_as_taken
#[tokio::test]
async fn unread_answer_counts_as_taken() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    let served = tokio::spawn(server::serve(listener.accept().await?.0));
    peer.write_all(b"hello\n").await?;
    peer.readable().await?; // the answer has been written

    pause(); // and thirty seconds are over at once
    let start = Instant::now();
    let error = served.await?.unwrap_err();

    assert_eq!(error.to_string(), "no line in time");
    assert!(start.elapsed() > Duration::from_secs(29));
    Ok(())
}
// ANCHOR_END: unread_answer_counts_as_taken

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

// ANCHOR: busy_peer_keeps_its_seat
#[tokio::test(start_paused = true)]
async fn busy_peer_keeps_its_seat() -> io::Result<()> {
    let (mut peer, stream) = duplex(64);
    tokio::spawn(server::serve(stream));
    let mut answer = [0; 2];

    for _ in 0..10_000 {
        sleep(Duration::from_secs(29)).await;
        peer.write_all(b"x\n").await?;
        peer.read_exact(&mut answer).await?;
        assert_eq!(&answer, b"X\n");
    }
    Ok(())
}
// ANCHOR_END: busy_peer_keeps_its_seat

// ANCHOR: memory_of_a_connection
#[tokio::test]
async fn memory_of_a_connection() -> io::Result<()> {
    let line = [&[b'x'; 64 * 1024][..], b"\n"].concat();
    let (mut most, mut peak) = (0, 0);
    for first in (0..=8 * 1024).step_by(512) {
        let (mut peer, questions) = duplex(line.len());
        let (mut answers, _unread) = duplex(1);
        answers.write_all(b"x").await?; // no room for more
        let mut task = Box::pin(server::serve(io::join(questions, answers)));
        assert!(size_of_val(&*task) < 1024);

        let (idle, _) = allocations(|| poll_once(&mut task));
        assert_eq!(idle.bytes_current, 8 * KIB);
        let mut held = idle.bytes_current;
        for piece in [&line[..first], &line[first..]] {
            peer.write_all(piece).await?;
            let (cost, _) = allocations(|| poll_once(&mut task));
            peak = peak.max(held + cost.bytes_max as i64);
            held += cost.bytes_current;
        }
        most = most.max(held);
    }
    assert_eq!((most, peak), (136 * KIB, 200 * KIB));
    Ok(())
}
// ANCHOR_END: memory_of_a_connection

// ANCHOR: cut_off_looks_regular
#[tokio::test]
async fn cut_off_looks_regular() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(4096)?; // of what it accepts
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(1)?;
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4096)?;
    let mut slow = socket.connect(listener.local_addr()?).await?;
    let served = tokio::spawn(server::serve(listener.accept().await?.0));
    let line = [&[b'x'; 60 * 1024][..], b"\n"].concat();
    slow.write_all(&line).await?;
    slow.read_exact(&mut [0]).await?; // the server has read all of the line

    pause(); // and ten seconds are over at once
    let error = served.await?.unwrap_err();

    assert_eq!(error.to_string(), "answer not taken in time");
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).await?; // and no error
    assert!(1 + answer.len() < line.len());
    Ok(())
}
// ANCHOR_END: cut_off_looks_regular

// ANCHOR: half_a_line_is_answered
#[tokio::test(start_paused = true)]
async fn half_a_line_is_answered() -> io::Result<()> {
    let (mut peer, stream) = duplex(64);
    peer.write_all(b"rm old").await?; // of "rm old.txt\n"
    peer.shutdown().await?;

    server::serve(stream).await?;

    let mut answer = String::new();
    peer.read_to_string(&mut answer).await?;
    assert_eq!(answer, "RM OLD");
    Ok(())
}
// ANCHOR_END: half_a_line_is_answered

//! Functions that readers copy out of a program, with peers that the program
//! itself does not have.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use crate::support::LIMIT;

#[allow(dead_code)] // `main`
#[path = "../../listings/timeouts/idle-timeout.rs"]
mod idle_timeout;

#[allow(dead_code)]
#[path = "../../listings/traits/in-memory.rs"]
mod in_memory;

#[allow(dead_code)]
#[path = "../../listings/last-word/last-word.rs"]
mod last_word;

#[allow(dead_code)]
#[path = "../../listings/testing/line-lengths.rs"]
mod line_lengths;

#[allow(dead_code)]
#[path = "../../listings/half-close/proxy.rs"]
mod proxy;

#[allow(dead_code)]
#[path = "../../listings/cancellation/reading-task.rs"]
mod reading_task;

#[allow(dead_code)]
#[path = "../../listings/timeouts/three-limits.rs"]
mod three_limits;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test(start_paused = true)]
async fn idle_timeout_leaves_a_peer_that_never_reads() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(4);
    let start = Instant::now();
    let echo = tokio::spawn(idle_timeout::echo(stream));

    peer.write_all(b"twice four").await?;

    let result = timeout(HOUR, echo).await??;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed(), Duration::from_secs(30));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn idle_timeout_leaves_nobody_who_says_something_in_time() {
    let (mut peer, stream) = io::duplex(4);
    let echo = tokio::spawn(idle_timeout::echo(stream));

    for _ in 0..10 {
        tokio::time::sleep(Duration::from_secs(29)).await;
        // More than the pipe has room for, so the answer comes in parts.
        let mut answer = [0; 10];
        let (mut reader, mut writer) = io::split(&mut peer);
        let sent = writer.write_all(b"ten bytes.");
        let (sent, read) = tokio::join!(sent, reader.read_exact(&mut answer));
        assert!(sent.is_ok() && read.is_ok());
        assert_eq!(&answer, b"ten bytes.");
    }
    drop(peer);
    assert!(echo.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn idle_timeout_answers_a_peer_that_reads_byte_by_byte() {
    let (mut peer, stream) = io::duplex(4);
    tokio::spawn(idle_timeout::echo(stream));
    peer.write_all(b"abcdefgh").await.unwrap();

    for byte in b"abcdefgh" {
        tokio::task::yield_now().await; // now there is room for one more
        let answer = timeout(HOUR, peer.read_u8()).await;
        assert_eq!(answer.unwrap().unwrap(), *byte);
    }
}

#[tokio::test]
async fn idle_timeout_returns_the_error_of_a_write() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(64);
    peer.write_all(b"hello").await?;
    drop(peer); // nobody will read the answer

    let result = idle_timeout::echo(stream).await;

    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);
    Ok(())
}

#[tokio::test]
async fn relay_brings_all_of_it_through_a_narrow_pipe() -> io::Result<()> {
    let (near, mut far) = io::duplex(3);
    let relay = tokio::spawn(in_memory::relay(&b"eleven byte"[..], near));

    let mut received = String::new();
    far.read_to_string(&mut received).await?;

    assert_eq!(received, "eleven byte");
    relay.await?
}

#[tokio::test]
async fn relay_leaves_nothing_in_a_buffer() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let writer = io::BufWriter::new(near);

    in_memory::relay(&b"eleven byte"[..], writer).await?;

    let mut received = String::new();
    far.read_to_string(&mut received).await?;
    assert_eq!(received, "eleven byte");
    Ok(())
}

#[tokio::test]
async fn relay_returns_the_error_of_its_reader_and_of_its_writer() {
    let broken = || io::Error::from(ErrorKind::BrokenPipe);
    let reader = tokio_test::io::Builder::new()
        .read(b"some")
        .read_error(broken())
        .build();
    let result = in_memory::relay(reader, io::sink()).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);

    let (near, _) = io::duplex(64);
    let result = in_memory::relay(&b"some bytes"[..], near).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);

    // Only the flush of this one fails.
    let (near, _) = io::duplex(64);
    let writer = io::BufWriter::new(near);
    let result = in_memory::relay(&b"some bytes"[..], writer).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);
}

#[tokio::test]
async fn relay_leaves_its_writer_open() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);

    in_memory::relay(&b"one"[..], &mut near).await?;
    near.write_all(b" more").await?;

    drop(near);
    let mut received = String::new();
    far.read_to_string(&mut received).await?;
    assert_eq!(received, "one more");
    Ok(())
}

#[tokio::test]
async fn read_messages_says_what_is_missing_from_the_last_one() {
    for (sent, messages, ends_well) in
        [("", 0, true), ("abcdefgh", 2, true), ("abcdef", 1, false)]
    {
        let (mut peer, stream) = io::duplex(64);
        peer.write_all(sent.as_bytes()).await.unwrap();
        drop(peer);
        let (sender, mut receiver) = mpsc::channel(16);

        let result = reading_task::read_messages(stream, &sender).await;
        drop(sender);

        assert_eq!(receiver.recv().await.is_some(), messages > 0, "{sent}");
        assert_eq!(result.is_ok(), ends_well, "{sent}");
    }
}

#[tokio::test]
async fn read_messages_ends_when_nobody_receives() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(64);
    peer.write_all(b"abcdefgh").await?;
    let (sender, _) = mpsc::channel(16);

    let reading = reading_task::read_messages(stream, &sender);

    timeout(Duration::from_secs(10), reading).await?
}

/// The peer says `bytes`, then nothing for 29 seconds, and so on.
async fn end_of_requests(parts: &[&str]) -> (io::Result<()>, u64) {
    let (mut peer, stream) = io::duplex(4096);
    let start = Instant::now();
    let serving = tokio::spawn(three_limits::each_request(stream));
    for part in parts {
        peer.write_all(part.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(29)).await;
    }
    let result = timeout(HOUR, serving).await.unwrap().unwrap();
    drop(peer);
    (result, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn each_request_has_a_length_and_a_time() {
    let long = "x".repeat(1023) + "\n";
    for (parts, kind, seconds) in [
        (&[][..], ErrorKind::TimedOut, 60),
        (&["begun"], ErrorKind::TimedOut, 30),
        (&["begun", " and ended\n"], ErrorKind::TimedOut, 89),
        (&[&long], ErrorKind::TimedOut, 60),
        (&[&*("x".to_owned() + &long)], ErrorKind::InvalidData, 29),
    ] {
        let (result, after) = end_of_requests(parts).await;
        assert_eq!(result.unwrap_err().kind(), kind, "{parts:?}");
        assert_eq!(after, seconds, "{parts:?}");
    }
}

#[tokio::test]
async fn last_word_ends_its_answer_before_the_question_ends() -> io::Result<()>
{
    let (mut peer, stream) = connected().await?;
    let server = tokio::spawn(last_word::server(stream));
    peer.write_all(b"Too long").await?;

    let mut answer = Vec::new();
    timeout(LIMIT, peer.read_to_end(&mut answer)).await??;

    assert!(answer == [b'!'].repeat(16 * 1024 * 1024));
    drop(peer);
    server.await?
}

#[tokio::test(start_paused = true)]
async fn last_word_leaves_a_peer_that_never_reads() -> io::Result<()> {
    let (mut peer, stream) = connected().await?;
    peer.write_all(b"Too long").await?;

    let result = timeout(HOUR, last_word::server(stream)).await?;

    assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
    Ok(())
}

#[tokio::test]
async fn last_word_returns_an_error_in_the_middle() -> io::Result<()> {
    let (mut peer, stream) = connected().await?;
    let server = tokio::spawn(last_word::server(stream));
    peer.write_all(b"Too long").await?;
    peer.read_exact(&mut [0; 10]).await?;

    peer.set_zero_linger()?;
    drop(peer);

    assert!(timeout(LIMIT, server).await??.is_err());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn line_lengths_waits_for_a_minute() {
    let (_peer, stream) = io::duplex(64);
    let start = Instant::now();

    let result = timeout(HOUR, line_lengths::answer(stream)).await;

    assert!(result.unwrap().is_err());
    assert_eq!(start.elapsed(), Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn proxy_leaves_two_that_say_nothing() -> io::Result<()> {
    let (_one, near) = connected().await?;
    let (_other, far) = connected().await?;

    let result = timeout(2 * HOUR, proxy::proxy(near, far)).await?;

    assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
    Ok(())
}

#[tokio::test]
async fn proxy_returns_an_error_of_either_side() -> io::Result<()> {
    let (one, near) = connected().await?;
    let (_other, far) = connected().await?;
    one.set_zero_linger()?;
    drop(one);

    let result = timeout(LIMIT, proxy::proxy(near, far)).await?;

    assert_eq!(result.unwrap_err().kind(), ErrorKind::ConnectionReset);
    Ok(())
}

/// Both ends of a new connection.
async fn connected() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let near = TcpStream::connect(listener.local_addr()?).await?;
    Ok((near, listener.accept().await?.0))
}

//! Proofs of the claims about closing both directions at once.

use std::io::ErrorKind;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

#[cfg(target_os = "linux")]
use socket2::SockRef;
#[cfg(target_os = "linux")]
use tokio::io::Interest;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::connected;

// ANCHOR: answer_while_listening
#[tokio::test(start_paused = true)]
async fn answer_while_listening() -> io::Result<()> {
    const BYTES: usize = 1024 * 1024;
    let (mut asking, answering) = io::duplex(64);
    let client = tokio::spawn(async move {
        asking.write_all(&[b'?'; BYTES]).await?;
        asking.shutdown().await?;
        asking.read_to_end(&mut Vec::new()).await
    });

    let (mut reader, mut writer) = io::split(answering);
    let speak = async {
        writer.write_all(&vec![b'!'; BYTES]).await?;
        writer.shutdown().await
    };
    let listen = async { io::copy(&mut reader, &mut io::sink()).await };
    let both = async { tokio::try_join!(speak, listen) };
    let an_hour = Duration::from_secs(60 * 60);
    assert!(timeout(an_hour, both).await.is_ok(), "still at it");
    assert_eq!(client.await??, BYTES);
    Ok(())
}
// ANCHOR_END: answer_while_listening

// ANCHOR: zero_linger_resets
#[tokio::test]
async fn zero_linger_resets() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    far.write_all(b"half an ans").await?;
    far.set_zero_linger()?;
    drop(far);

    let error = near.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    Ok(())
}
// ANCHOR_END: zero_linger_resets

// ANCHOR: fill
/// Writes until 50 ms bring no more room; returns how many bytes found some.
async fn fill(stream: &mut TcpStream) -> io::Result<usize> {
    let patience = Duration::from_millis(50);
    let mut sent = 0;
    while let Ok(n) = timeout(patience, stream.write(&[b'x'; 65536])).await {
        sent += n?;
    }
    Ok(sent)
}
// ANCHOR_END: fill

// ANCHOR: close_unread_cuts
#[tokio::test]
async fn close_unread_cuts() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    near.write_all(b"read this, but not this").await?;

    far.read_exact(&mut [0; 9]).await?;
    let sent = fill(&mut far).await?;
    drop(far);

    let mut received = Vec::new();
    let error = near.read_to_end(&mut received).await.err();
    let error = error.map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
    assert!(received.len() < sent);
    assert!(near.write_all(b"anyone?").await.is_err());
    Ok(())
}
// ANCHOR_END: close_unread_cuts

// ANCHOR: reset_is_told_once
#[cfg(target_os = "linux")]
#[tokio::test]
async fn reset_is_told_once() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    near.write_all(b"read this, but not this").await?;
    far.read_exact(&mut [0; 9]).await?;
    let sent = fill(&mut far).await?;
    drop(far);

    let error = loop {
        if let Err(error) = near.write(b"anyone?").await {
            break error.kind();
        }
    };
    assert_eq!(error, ErrorKind::ConnectionReset);

    // That was the one time. The read knows of no error.
    let mut received = Vec::new();
    near.read_to_end(&mut received).await?;
    assert!(received.len() < sent);
    Ok(())
}
// ANCHOR_END: reset_is_told_once

// ANCHOR: close_read_delivers
#[tokio::test]
async fn close_read_delivers() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    near.write_all(b"read this, and also this").await?;

    far.read_exact(&mut [0; 24]).await?;
    let sent = fill(&mut far).await?;
    drop(far);

    let mut received = Vec::new();
    near.read_to_end(&mut received).await?;
    assert_eq!(received.len(), sent);
    Ok(())
}
// ANCHOR_END: close_read_delivers

// ANCHOR: close_late_resets
#[tokio::test]
async fn close_late_resets() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    let sent = fill(&mut far).await?;
    drop(far); // nothing is unread, but something is on its way
    near.write_all(b"one more thing").await?;

    let mut received = Vec::new();
    let error = near.read_to_end(&mut received).await.err();
    let error = error.map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
    assert!(received.len() < sent);
    Ok(())
}
// ANCHOR_END: close_late_resets

// ANCHOR: write_after_close
#[tokio::test]
async fn write_after_close() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    drop(far);
    assert_eq!(near.read(&mut [0; 10]).await?, 0);
    assert_eq!(near.write(b"hello?").await?, 6); // lost, and nobody says so

    // The peer's kernel answers with a reset. Then writing fails.
    let until_it_fails = async {
        loop {
            if let Err(error) = near.write(b"hello?").await {
                break error.kind();
            }
        }
    };
    let limit = Duration::from_secs(5);
    let error = timeout(limit, until_it_fails).await?;
    let kinds = [
        ErrorKind::BrokenPipe,
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionReset,
    ];
    assert!(kinds.contains(&error), "{error}");
    Ok(())
}
// ANCHOR_END: write_after_close

// ANCHOR: broken_pipe_tells_it_again
#[cfg(target_os = "linux")]
#[tokio::test]
async fn broken_pipe_tells_it_again() -> io::Result<()> {
    let again = ErrorKind::BrokenPipe;
    for (has_ended, reads) in [(false, false), (false, true), (true, false)] {
        let (mut near, mut far) = connected().await?;
        near.write_all(b"unread").await?;
        far.readable().await?;
        if has_ended {
            far.shutdown().await?; // a FIN
        }
        drop(far); // a reset
        near.ready(Interest::ERROR).await?; // which has come
        let mut first = ErrorKind::ConnectionReset;
        if has_ended || (reads && near.read(&mut [0; 9]).await.is_err()) {
            first = again;
        }
        for expected in [first, again, again] {
            let error = near.write(b"hello?").await.unwrap_err();
            assert_eq!(error.kind(), expected);
        }
    }
    Ok(())
}
// ANCHOR_END: broken_pipe_tells_it_again

// ANCHOR: write_behind_shutdown
#[cfg(unix)]
#[tokio::test]
async fn write_behind_shutdown() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    near.shutdown().await?;
    let error = near.write(b"one more thing").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);

    // The peer is there, and can still speak.
    far.write_all(b"hello").await?;
    near.read_exact(&mut [0; 5]).await?;
    Ok(())
}
// ANCHOR_END: write_behind_shutdown

// ANCHOR: linger_blocks
#[cfg(target_os = "linux")]
#[tokio::test]
async fn linger_blocks() -> io::Result<()> {
    let second = Duration::from_secs(1);
    let (_near, mut far) = connected().await?;
    fill(&mut far).await?;
    SockRef::from(&far).set_linger(Some(second))?;

    let start = Instant::now();
    drop(far);
    assert!(start.elapsed() > second / 2);
    Ok(())
}
// ANCHOR_END: linger_blocks

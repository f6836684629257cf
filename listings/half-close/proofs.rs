//! Proofs of the claims about closing one direction, and both.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::connected;

// ANCHOR: client_server
/// Says all, then listens.
async fn client(mut stream: DuplexStream) -> io::Result<Vec<u8>> {
    stream.write_all(b"question").await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Hears all, then speaks.
async fn server(mut stream: DuplexStream) -> io::Result<()> {
    let mut question = Vec::new();
    stream.read_to_end(&mut question).await?;
    stream.write_all(b"answer").await
}
// ANCHOR_END: client_server

// ANCHOR: answer_after_end
#[tokio::test]
async fn answer_after_end() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    near.write_all(b"question").await?;
    near.shutdown().await?;

    let mut question = Vec::new();
    far.read_to_end(&mut question).await?;
    far.write_all(b"answer").await?;
    far.shutdown().await?;

    let mut answer = Vec::new();
    near.read_to_end(&mut answer).await?;
    assert_eq!(
        (&question[..], &answer[..]),
        (&b"question"[..], &b"answer"[..])
    );
    Ok(())
}
// ANCHOR_END: answer_after_end

// ANCHOR: proxy_joins_and_hangs
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn proxy_joins_and_hangs() {
    let (asking, mut near) = io::duplex(64);
    let (mut far, answering) = io::duplex(64);
    tokio::spawn(server(answering));
    tokio::spawn(async move {
        let (mut from_client, mut to_client) = io::split(&mut near);
        let (mut from_server, mut to_server) = io::split(&mut far);
        tokio::try_join!(
            io::copy(&mut from_client, &mut to_server),
            io::copy(&mut from_server, &mut to_client),
        )
    });

    let patience = Duration::from_secs(60 * 60);
    let answer = timeout(patience, client(asking)).await;
    assert!(answer.is_err(), "an answer within {patience:?}");
}
// ANCHOR_END: proxy_joins_and_hangs

// ANCHOR: proxy_races_and_cuts
#[tokio::test]
async fn proxy_races_and_cuts() -> io::Result<()> {
    let (asking, mut near) = io::duplex(64);
    let (mut far, answering) = io::duplex(64);
    let server = tokio::spawn(server(answering));
    tokio::spawn(async move {
        let (mut from_client, mut to_client) = io::split(&mut near);
        let (mut from_server, mut to_server) = io::split(&mut far);
        tokio::select! {
            end = io::copy(&mut from_client, &mut to_server) => end,
            end = io::copy(&mut from_server, &mut to_client) => end,
        }
    });

    // The client hears the end, and nothing before it.
    assert_eq!(client(asking).await?, b"");
    // The server had an answer, and nobody to take it.
    let error = server.await?.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    Ok(())
}
// ANCHOR_END: proxy_races_and_cuts

// ANCHOR: copy_bidirectional_passes_end
#[tokio::test]
async fn copy_bidirectional_passes_end() -> io::Result<()> {
    let (asking, mut near) = io::duplex(64);
    let (mut far, answering) = io::duplex(64);
    tokio::spawn(server(answering));
    let proxy = tokio::spawn(async move {
        io::copy_bidirectional(&mut near, &mut far).await
    });

    assert_eq!(client(asking).await?, b"answer");
    assert_eq!(proxy.await??, (8, 6));
    Ok(())
}
// ANCHOR_END: copy_bidirectional_passes_end

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
    let error = near.read_to_end(&mut received).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(received.len() < sent);
    assert!(near.write_all(b"anyone?").await.is_err());
    Ok(())
}
// ANCHOR_END: close_unread_cuts

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
    let error = near.read_to_end(&mut received).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
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
    let error = loop {
        if let Err(error) = near.write(b"hello?").await {
            break error.kind();
        }
    };
    let kinds = [
        ErrorKind::BrokenPipe,
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionReset,
    ];
    assert!(kinds.contains(&error), "{error}");
    Ok(())
}
// ANCHOR_END: write_after_close

//! Proofs of the claims about closing one direction, and both.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::connected;

// ANCHOR: client_server
trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

/// Says all, then listens.
async fn client(mut stream: impl Stream) -> io::Result<Vec<u8>> {
    stream.write_all(b"question").await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Hears all, then speaks.
async fn server(mut stream: impl Stream) -> io::Result<()> {
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
    assert_eq!(question, b"question");
    far.write_all(b"answer").await?;
    drop(far);

    let mut answer = Vec::new();
    near.read_to_end(&mut answer).await?;
    assert_eq!(answer, b"answer");
    Ok(())
}
// ANCHOR_END: answer_after_end

// ANCHOR: proxy_joins_and_hangs
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn proxy_joins_and_hangs() -> io::Result<()> {
    let (asking, mut near) = io::duplex(64);
    let (mut far, mut answering) = io::duplex(64);
    tokio::spawn(client(asking));
    tokio::spawn(async move {
        let (mut from_client, mut to_client) = io::split(&mut near);
        let (mut from_server, mut to_server) = io::split(&mut far);
        tokio::try_join!(
            io::copy(&mut from_client, &mut to_server),
            io::copy(&mut from_server, &mut to_client),
        )
    });

    let mut question = [0; 8];
    answering.read_exact(&mut question).await?;
    assert_eq!(&question, b"question");
    let an_hour = Duration::from_secs(60 * 60);
    let end = timeout(an_hour, answering.read(&mut [0; 1])).await;
    assert!(end.is_err(), "an end within {an_hour:?}");
    Ok(())
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
#[tokio::test(start_paused = true)]
async fn copy_bidirectional_passes_end() -> io::Result<()> {
    let (asking, mut near) = io::duplex(64);
    let (mut far, answering) = io::duplex(64);
    tokio::spawn(server(answering));
    let proxy = tokio::spawn(async move {
        io::copy_bidirectional(&mut near, &mut far).await
    });

    let an_hour = Duration::from_secs(60 * 60);
    let answer = timeout(an_hour, client(asking)).await;
    assert_eq!(answer.expect("an end within an hour")?, b"answer");
    assert_eq!(proxy.await??, (8, 6));
    Ok(())
}
// ANCHOR_END: copy_bidirectional_passes_end

// ANCHOR: copy_bidirectional_waits
#[tokio::test(start_paused = true)]
async fn copy_bidirectional_waits() -> io::Result<()> {
    let (mut asking, mut near) = io::duplex(64);
    let (mut far, mut answering) = io::duplex(64);
    let mut proxy = tokio::spawn(async move {
        io::copy_bidirectional(&mut near, &mut far).await
    });

    asking.write_all(b"question").await?;
    asking.shutdown().await?;
    answering.read_to_end(&mut Vec::new()).await?;

    // The server has heard the end, and ends nothing itself.
    let an_hour = Duration::from_secs(60 * 60);
    let end = timeout(an_hour, &mut proxy).await;
    assert!(end.is_err(), "returned within {an_hour:?}");

    drop(answering);
    assert_eq!(proxy.await??, (8, 0));
    Ok(())
}
// ANCHOR_END: copy_bidirectional_waits

// ANCHOR: two_tasks_pass_on_end
#[tokio::test]
async fn two_tasks_pass_on_end() -> io::Result<()> {
    let (asking, near) = connected().await?;
    let (far, answering) = connected().await?;
    tokio::spawn(server(answering));

    let (mut from_client, mut to_client) = near.into_split();
    let (mut from_server, mut to_server) = far.into_split();
    tokio::spawn(async move {
        io::copy(&mut from_client, &mut to_server).await // drops both
    });
    tokio::spawn(
        async move { io::copy(&mut from_server, &mut to_client).await },
    );

    let limit = Duration::from_secs(5);
    let answer = timeout(limit, client(asking)).await;
    assert_eq!(answer.expect("an answer")?, b"answer");
    Ok(())
}
// ANCHOR_END: two_tasks_pass_on_end

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

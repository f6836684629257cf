//! Proofs of the claims about closing one direction.

use std::io::ErrorKind;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::io::{InspectReader, InspectWriter};

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
    for counts in [(8, 6), (6, 8)] {
        let (asking, mut near) = io::duplex(64);
        let (mut far, answering) = io::duplex(64);
        tokio::spawn(server(answering));
        if counts == (6, 8) {
            std::mem::swap(&mut near, &mut far); // the second ends first
        }
        let proxy = tokio::spawn(async move {
            let both = io::copy_bidirectional(&mut near, &mut far).await;
            (both, near, far) // dropped later, so that only it passes on
        });

        let an_hour = Duration::from_secs(60 * 60);
        let answer = timeout(an_hour, client(asking)).await;
        assert_eq!(answer.expect("an end within an hour")?, b"answer");
        assert_eq!(proxy.await?.0?, counts);
    }
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

// ANCHOR: until_idle
/// Copies both ways, until a whole `period` has moved no byte.
async fn until_idle(
    near: impl Stream,
    mut far: impl Stream,
    period: Duration,
) -> io::Result<(u64, u64)> {
    let moved = AtomicUsize::new(0);
    let count = |bytes: &[u8]| _ = moved.fetch_add(bytes.len(), Relaxed);
    // Sees what is read from `near`, and what is written to it.
    let mut near = InspectWriter::new(InspectReader::new(near, count), count);

    let mut both_ways = pin!(io::copy_bidirectional(&mut near, &mut far));
    loop {
        let before = moved.load(Relaxed);
        match timeout(period, &mut both_ways).await {
            Ok(copied) => return copied,
            Err(late) if moved.load(Relaxed) == before => {
                return Err(late.into());
            }
            Err(_) => {}
        }
    }
}
// ANCHOR_END: until_idle

// ANCHOR: idle_proxy_gives_up
#[tokio::test(start_paused = true)]
async fn idle_proxy_gives_up() -> io::Result<()> {
    let (mut client, near) = io::duplex(64);
    let (far, mut server) = io::duplex(64);
    let minute = Duration::from_secs(60);
    let proxy = tokio::spawn(until_idle(near, far, minute));
    let start = Instant::now();

    // An hour, with a byte every 50 seconds, there and back in turn.
    for _ in 0..36 {
        sleep(Duration::from_secs(50)).await;
        client.write_all(b"?").await?;
        server.read_exact(&mut [0]).await?;
        sleep(Duration::from_secs(50)).await;
        server.write_all(b"!").await?;
        client.read_exact(&mut [0]).await?;
    }
    let an_hour = start.elapsed();
    client.shutdown().await?;

    let error = proxy.await?.unwrap_err(); // and then silence
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(start.elapsed() <= an_hour + 2 * minute);
    Ok(())
}
// ANCHOR_END: idle_proxy_gives_up

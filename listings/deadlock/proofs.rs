//! Proofs of the claims about sending everything before reading anything.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::connected;

// ANCHOR: echo
/// Sends everything back, by way of a buffer of `room` bytes.
async fn echo(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    room: usize,
) -> io::Result<()> {
    let mut buffer = vec![0; room];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}
// ANCHOR_END: echo

// ANCHOR: back_pressure
#[tokio::test]
async fn back_pressure() -> io::Result<()> {
    let (near, mut far) = connected().await?;

    near.writable().await?;
    let mut sent = 0;
    let error = loop {
        match near.try_write(&[b'x'; 1024]) {
            Ok(n) => sent += n,
            Err(error) => break error.kind(),
        }
    };
    assert_eq!(error, ErrorKind::WouldBlock);

    // No room is left. There will be, once the peer has read.
    far.read_exact(&mut vec![0; sent]).await?;
    let limit = Duration::from_secs(5);
    timeout(limit, near.writable()).await??;
    assert_eq!(near.try_write(b"again")?, 5);
    Ok(())
}
// ANCHOR_END: back_pressure

// ANCHOR: echo_deadlock
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn echo_deadlock() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    tokio::spawn(echo(far, 64));

    let payload = vec![b'x'; 1024];
    let an_hour = Duration::from_secs(60 * 60);
    let sending = timeout(an_hour, near.write_all(&payload)).await;
    assert!(sending.is_err(), "all of it sent within {an_hour:?}");

    // The server waited, too: for somebody to read.
    near.read_exact(&mut [0; 64]).await?;
    near.write_all(&[b'x'; 64]).await
}
// ANCHOR_END: echo_deadlock

// ANCHOR: echo_deadlock_limit
#[tokio::test(start_paused = true)]
async fn echo_deadlock_limit() {
    for room in [1, 64, 4096] {
        for (size, comes_back) in [(3 * room, true), (3 * room + 1, false)] {
            let (mut near, far) = io::duplex(room);
            tokio::spawn(echo(far, room));

            let mut payload = vec![b'x'; size];
            let an_hour = Duration::from_secs(60 * 60);
            let round = timeout(an_hour, async {
                near.write_all(&payload).await?;
                near.read_exact(&mut payload).await
            });
            assert_eq!(round.await.is_ok(), comes_back, "{size} bytes");
        }
    }
}
// ANCHOR_END: echo_deadlock_limit

// ANCHOR: echo_deadlock_sum
#[tokio::test(start_paused = true)]
async fn echo_deadlock_sum() {
    let sizes = [1, 7, 64, 1000];
    let pairs = sizes.map(|there| sizes.map(|room| (there, room)));
    for (there, room) in pairs.concat() {
        for back in sizes {
            let (hears, mut asks) = io::simplex(there);
            let (mut listens, answers) = io::simplex(back);
            tokio::spawn(echo(io::join(hears, answers), room));

            let mut payload = vec![b'x'; there + room + back + 1];
            let an_hour = Duration::from_secs(60 * 60);
            let round = timeout(an_hour, async {
                asks.write_all(&payload).await?;
                listens.read_exact(&mut payload).await
            });
            let is_late = round.await.is_err();
            assert!(is_late, "there {there}, room {room}, back {back}");
        }
    }
}
// ANCHOR_END: echo_deadlock_sum

// ANCHOR: echo_deadlock_queue
#[tokio::test(start_paused = true)]
async fn echo_deadlock_queue() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    let (mut reader, mut writer) = io::split(far);
    let (queue, mut queued) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut buffer = [0; 64];
        while let Ok(n @ 1..) = reader.read(&mut buffer).await {
            queue.send(buffer[..n].to_vec()).unwrap();
        }
    });

    let an_hour = Duration::from_secs(60 * 60);
    let sent = timeout(an_hour, near.write_all(&[b'x'; 100_000])).await;
    assert!(sent.is_ok(), "still sending after {an_hour:?}");

    tokio::spawn(async move {
        while let Some(piece) = queued.recv().await {
            writer.write_all(&piece).await.unwrap();
        }
    });
    near.read_exact(&mut [0; 100_000]).await?;
    Ok(())
}
// ANCHOR_END: echo_deadlock_queue

// ANCHOR: echo_deadlock_split
#[tokio::test(start_paused = true)]
async fn echo_deadlock_split() -> io::Result<()> {
    let (near, far) = io::duplex(64);
    tokio::spawn(echo(far, 64));
    let (mut reader, mut writer) = io::split(near);

    let payload = vec![b'x'; 1024 * 1024];
    let mut received = vec![0; payload.len()];
    let an_hour = Duration::from_secs(60 * 60);
    let both = async {
        tokio::try_join!(
            writer.write_all(&payload),
            reader.read_exact(&mut received),
        )
    };
    assert!(timeout(an_hour, both).await.is_ok(), "still at it");
    assert_eq!(received, payload);
    Ok(())
}
// ANCHOR_END: echo_deadlock_split

// ANCHOR: early_answer_that_fits
#[tokio::test(start_paused = true)]
async fn early_answer_that_fits() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    tokio::spawn(async move {
        far.read_exact(&mut [0; 1]).await?;
        far.write_all(&[b'a'; 64]).await?;
        io::copy(&mut far, &mut io::sink()).await
    });

    let an_hour = Duration::from_secs(60 * 60);
    let sent = timeout(an_hour, near.write_all(&[b'x'; 100_000])).await;
    assert!(sent.is_ok(), "still sending after {an_hour:?}");

    let mut answer = [0; 64];
    near.read_exact(&mut answer).await?;
    assert_eq!(answer, [b'a'; 64]);
    Ok(())
}
// ANCHOR_END: early_answer_that_fits

//! Proofs of the claims about waiting for a limited time.

use std::io::{ErrorKind, Read, Write};
use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Instant, sleep, timeout};

use crate::connected;
use crate::support::LIMIT;

const HOUR: Duration = Duration::from_secs(60 * 60);

// ANCHOR: silent_peer
#[tokio::test(start_paused = true)]
async fn silent_peer() {
    let (mut stream, _silent) = io::duplex(64);
    let task = tokio::spawn(async move { stream.read(&mut [0; 64]).await });

    sleep(24 * HOUR).await;

    assert!(!task.is_finished());
}
// ANCHOR_END: silent_peer

// ANCHOR: keepalive_is_off
#[tokio::test]
async fn keepalive_is_off() -> io::Result<()> {
    let (near, far) = connected().await?;

    assert!(!SockRef::from(&near).keepalive()?); // from `connect`
    assert!(!SockRef::from(&far).keepalive()?); // from `accept`
    Ok(())
}
// ANCHOR_END: keepalive_is_off

// ANCHOR: timeout_is_an_io_error
#[tokio::test(start_paused = true)]
async fn timeout_is_an_io_error() {
    let (mut stream, _silent) = io::duplex(64);
    let read = async { timeout(HOUR, stream.read(&mut [0; 64])).await? };
    let start = Instant::now();

    let error = read.await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed(), HOUR);
}
// ANCHOR_END: timeout_is_an_io_error

// ANCHOR: timeout_for_a_write
#[tokio::test(start_paused = true)]
async fn timeout_for_a_write() {
    // A peer that is there, and does not read.
    let (mut stream, _peer) = io::duplex(64);

    let written = timeout(HOUR, stream.write_all(&[b'x'; 65])).await;

    assert!(written.is_err());
}
// ANCHOR_END: timeout_for_a_write

// ANCHOR: timeout_drops_the_future
#[tokio::test(start_paused = true)]
async fn timeout_drops_the_future() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut message = [0; 4];

    far.write_all(b"ab").await?;
    let late = timeout(HOUR, near.read_exact(&mut message)).await;
    assert!(late.is_err());

    far.write_all(b"cdefgh").await?;
    near.read_exact(&mut message).await?;
    assert_eq!(&message, b"cdef");
    Ok(())
}
// ANCHOR_END: timeout_drops_the_future

// ANCHOR: timeout_borrows_the_future
#[tokio::test(start_paused = true)]
async fn timeout_borrows_the_future() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut message = [0; 4];
    let mut read = pin!(near.read_exact(&mut message));

    far.write_all(b"ab").await?;
    let late = timeout(HOUR, &mut read).await;
    assert!(late.is_err());

    far.write_all(b"cdefgh").await?;
    read.await?;
    assert_eq!(&message, b"abcd");
    Ok(())
}
// ANCHOR_END: timeout_borrows_the_future

// ANCHOR: timeout_for_each_read
#[tokio::test(start_paused = true)]
async fn timeout_for_each_read() -> io::Result<()> {
    let (mut stream, mut peer) = io::duplex(64);
    tokio::spawn(async move {
        while peer.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(29)).await;
        }
    });
    let limit = Duration::from_secs(30);
    let start = Instant::now();

    while start.elapsed() < 24 * HOUR {
        timeout(limit, stream.read(&mut [0; 64])).await??;
    }
    Ok(())
}
// ANCHOR_END: timeout_for_each_read

// ANCHOR: timeout_needs_a_wait
#[tokio::test]
async fn timeout_needs_a_wait() {
    let limit = Duration::from_millis(1);
    let start = std::time::Instant::now();

    let result = timeout(limit, async {
        thread::sleep(10 * limit); // blocks the thread of the timer, too
        "done"
    });

    assert_eq!(result.await, Ok("done"));
    assert!(start.elapsed() > limit);
}
// ANCHOR_END: timeout_needs_a_wait

// ANCHOR: timeout_leaves_the_thread
#[tokio::test]
async fn timeout_leaves_the_thread() {
    let (release, released) = mpsc::channel::<()>();
    let (done, is_done) = mpsc::channel();
    let work = spawn_blocking(move || {
        let _ = released.recv();
        done.send("I went on")
    });

    assert!(timeout(Duration::from_millis(1), work).await.is_err());

    drop(release);
    assert_eq!(is_done.recv_timeout(LIMIT), Ok("I went on"));
}
// ANCHOR_END: timeout_leaves_the_thread

// ANCHOR: pause_needs_current_thread
#[tokio::test(flavor = "multi_thread")]
async fn pause_needs_current_thread() {
    let pausing = tokio::spawn(async { tokio::time::pause() });

    let error = pausing.await.unwrap_err();

    assert!(error.is_panic());
}
// ANCHOR_END: pause_needs_current_thread

// ANCHOR: paused_clock_waits_for_tasks
#[tokio::test(start_paused = true)]
async fn paused_clock_waits_for_tasks() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let start = Instant::now();
    tokio::spawn(async move {
        for _ in 0..10_000 {
            yield_now().await; // work, by a task of the same runtime
        }
        far.write_all(b"answer").await
    });

    let shortest = Duration::from_millis(1);
    assert_eq!(timeout(shortest, near.read(&mut [0; 64])).await??, 6);

    assert_eq!(start.elapsed(), Duration::ZERO);
    Ok(())
}
// ANCHOR_END: paused_clock_waits_for_tasks

// ANCHOR: paused_clock_waits_for_threads
#[tokio::test(start_paused = true)]
async fn paused_clock_waits_for_threads() {
    let start = Instant::now();
    let work = spawn_blocking(|| {
        thread::sleep(Duration::from_millis(100)); // runs, and only waits
        "done"
    });

    let shortest = Duration::from_millis(1);
    let result = timeout(shortest, work).await;

    assert!(matches!(result, Ok(Ok("done"))), "{result:?}");
    assert_eq!(start.elapsed(), Duration::ZERO);
}
// ANCHOR_END: paused_clock_waits_for_threads

// ANCHOR: paused_clock_passes_sockets
#[tokio::test(start_paused = true)]
async fn paused_clock_passes_sockets() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    let mut far = far.into_std()?;
    far.set_nonblocking(false)?;
    let (release, released) = mpsc::channel::<()>();
    thread::spawn(move || {
        far.read_exact(&mut [0; 8])?;
        let _ = released.recv();
        far.write_all(b"answer")
    });
    let start = Instant::now();
    let really = std::time::Instant::now();

    near.write_all(b"question").await?;
    assert!(timeout(HOUR, near.read(&mut [0; 64])).await.is_err());
    assert_eq!(start.elapsed(), HOUR);
    assert!(really.elapsed() < HOUR);

    drop(release); // The peer was not late.
    assert_eq!(near.read(&mut [0; 64]).await?, 6);
    Ok(())
}
// ANCHOR_END: paused_clock_passes_sockets

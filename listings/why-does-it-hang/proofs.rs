//! Proofs of the claims about finding where a program hangs.

#[allow(dead_code)] // `main`
#[path = "told.rs"]
mod told_while_waiting;

#[cfg(target_os = "linux")]
use std::fs;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

#[cfg(target_os = "linux")]
use tokio::io::AsyncWriteExt;
use tokio::io::{self, AsyncReadExt};
#[cfg(target_os = "linux")]
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_test::io::Builder;

#[cfg(target_os = "linux")]
use crate::connected;
use told_while_waiting::told;

// ANCHOR: full_channel
#[tokio::test(start_paused = true)]
async fn full_channel() {
    for room in [1, 64, 1000] {
        let (sender, mut receiver) = mpsc::channel(room);
        let sending = async {
            let an_hour = Duration::from_secs(3600);
            let mut number = 1;
            while let Ok(sent) = timeout(an_hour, sender.send(number)).await {
                sent.unwrap();
                number += 1;
            }
            number
        };
        let taking = async {
            receiver.recv().await;
            receiver.recv().await;
        };
        let (number, ()) = tokio::join!(sending, taking);
        assert_eq!(number, 2 + room + 1);
    }
}
// ANCHOR_END: full_channel

// ANCHOR: told_keeps
#[tokio::test(start_paused = true)]
async fn told_keeps() -> io::Result<()> {
    let minute = Duration::from_secs(60);
    let mut stream =
        Builder::new().read(b"ab").wait(minute).read(b"cd").build();
    let mut buffer = [0; 4];

    told("reading four bytes", stream.read_exact(&mut buffer)).await?;

    assert_eq!(&buffer, b"abcd");
    Ok(())
}
// ANCHOR_END: told_keeps

// ANCHOR: heartbeat_is_late
#[tokio::test]
async fn heartbeat_is_late() {
    let beat = Duration::from_millis(10);
    let heart = tokio::spawn(async move {
        let start = Instant::now();
        sleep(beat).await;
        start.elapsed()
    });
    tokio::task::yield_now().await;
    thread::sleep(Duration::from_millis(500));
    assert!(heart.await.unwrap() >= Duration::from_millis(500));
}
// ANCHOR_END: heartbeat_is_late

// ANCHOR: blocked_worker
#[cfg(target_has_atomic = "64")]
#[test]
fn blocked_worker() -> io::Result<()> {
    let mut builder = runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build()?;
    let metrics = runtime.metrics();
    let is_awake = || metrics.worker_park_unpark_count(0) % 2 == 0;
    let (release, held) = channel::<()>();
    let (started, has_started) = channel();
    runtime.spawn(async move {
        started.send(()).unwrap();
        let _ = held.recv(); // blocks the worker
    });
    has_started.recv().unwrap();
    assert!(is_awake());

    drop(release);
    let end = Instant::now() + Duration::from_secs(10);
    while is_awake() {
        assert!(Instant::now() < end, "still awake");
        thread::park_timeout(Duration::from_millis(1));
    }
    Ok(())
}
// ANCHOR_END: blocked_worker

// ANCHOR: row
/// The connection's row in Linux' table, as `ss` shows it from this side: its
/// state, and how many bytes are received and not read, or not acknowledged.
#[cfg(target_os = "linux")]
fn row(stream: &TcpStream) -> io::Result<(String, u64, u64)> {
    let near = format!(":{:04X}", stream.local_addr()?.port());
    let far = format!(":{:04X}", stream.peer_addr()?.port());
    for line in fs::read_to_string("/proc/net/tcp")?.lines() {
        let columns: Vec<_> = line.split_whitespace().collect();
        if columns[1].ends_with(&near) && columns[2].ends_with(&far) {
            let (sent, read) = columns[4].split_once(':').unwrap();
            let number = |hex| u64::from_str_radix(hex, 16).unwrap();
            return Ok((columns[3].into(), number(read), number(sent)));
        }
    }
    Err(io::ErrorKind::NotFound.into())
}
// ANCHOR_END: row

// ANCHOR: unread_bytes
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unread_bytes() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    near.write_all(b"hello").await?;
    far.readable().await?;
    assert_eq!(row(&far)?, (ESTABLISHED.into(), 5, 0));

    far.read_exact(&mut [0; 5]).await?;
    assert_eq!(row(&far)?, (ESTABLISHED.into(), 0, 0));
    Ok(())
}
// ANCHOR_END: unread_bytes

#[cfg(target_os = "linux")]
const ESTABLISHED: &str = "01";
#[cfg(target_os = "linux")]
const CLOSE_WAIT: &str = "08";

// ANCHOR: no_room
#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_room() -> io::Result<()> {
    let (near, far) = connected().await?;
    near.writable().await?;
    while near.try_write(&[b'x'; 10_000]).is_ok() {}

    let (state, _, unsent) = row(&near)?;
    assert!(state == ESTABLISHED && unsent > 0, "{state} {unsent}");
    let (state, unread, _) = row(&far)?;
    assert!(state == ESTABLISHED && unread > 0, "{state} {unread}");
    Ok(())
}
// ANCHOR_END: no_room

// ANCHOR: close_wait
#[cfg(target_os = "linux")]
#[tokio::test]
async fn close_wait() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    near.shutdown().await?;
    far.readable().await?;
    assert_eq!(row(&far)?, (CLOSE_WAIT.into(), 1, 0)); // the end is the 1
    assert_eq!(far.read(&mut [0; 8]).await?, 0);
    assert_eq!(row(&far)?.0, CLOSE_WAIT);

    drop(near); // it is our turn to close, whatever the peer does
    assert_eq!(row(&far)?.0, CLOSE_WAIT);
    Ok(())
}
// ANCHOR_END: close_wait

//! Proofs of the claims about small writes to a connection.

use std::task::Poll;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufWriter};
#[cfg(target_os = "linux")]
use tokio::net::TcpStream;

use crate::{connected, poll_once};

#[cfg(target_os = "linux")]
// ANCHOR: request_time
/// The time of a request in two writes, and of its answer.
async fn request_time(
    near: &mut TcpStream,
    far: &mut TcpStream,
) -> io::Result<Duration> {
    let start = Instant::now();
    let request = async {
        near.write_all(b"length 5\n").await?;
        near.write_all(b"hello").await?;
        near.read_exact(&mut [0; 2]).await
    };
    let answer = async {
        far.read_exact(&mut [0; 14]).await?;
        far.write_all(b"ok").await
    };
    tokio::try_join!(request, answer)?;
    Ok(start.elapsed())
}
// ANCHOR_END: request_time

#[cfg(target_os = "linux")]
// ANCHOR: median_time
/// The time of the median of five requests, after one that does not count.
async fn median_time(
    near: &mut TcpStream,
    far: &mut TcpStream,
) -> io::Result<Duration> {
    request_time(near, far).await?;
    let mut times = [Duration::ZERO; 5];
    for time in &mut times {
        *time = request_time(near, far).await?;
    }
    times.sort();
    Ok(times[2])
}
// ANCHOR_END: median_time

// ANCHOR: nagle
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    let as_it_comes = median_time(&mut near, &mut far).await?;
    near.set_nodelay(true)?;
    let with_nodelay = median_time(&mut near, &mut far).await?;

    assert!(as_it_comes > 10 * with_nodelay);
    Ok(())
}
// ANCHOR_END: nagle

// ANCHOR: nagle_spares_the_first
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle_spares_the_first() -> io::Result<()> {
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());

    for _ in 0..5 {
        let (mut near, mut far) = connected().await?;
        firsts.push(request_time(&mut near, &mut far).await?);
        seconds.push(request_time(&mut near, &mut far).await?);
    }

    firsts.sort();
    seconds.sort();
    assert!(seconds[2] > 10 * firsts[0]); // the median and the fastest
    Ok(())
}
// ANCHOR_END: nagle_spares_the_first

// ANCHOR: nodelay_is_the_writers
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nodelay_is_the_writers() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    far.set_nodelay(true)?;
    let set_by_the_peer = median_time(&mut near, &mut far).await?;
    near.set_nodelay(true)?;
    let set_by_the_writer = median_time(&mut near, &mut far).await?;

    assert!(set_by_the_peer > 10 * set_by_the_writer);
    Ok(())
}
// ANCHOR_END: nodelay_is_the_writers

// ANCHOR: nodelay_is_off
#[tokio::test]
async fn nodelay_is_off() -> io::Result<()> {
    let (near, far) = connected().await?;

    assert!(!near.nodelay()?); // from `connect`
    assert!(!far.nodelay()?); // from `accept`
    Ok(())
}
// ANCHOR_END: nodelay_is_off

// ANCHOR: bufwriter_joins_writes
#[tokio::test]
async fn bufwriter_joins_writes() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut writer = BufWriter::new(near);
    let mut buffer = [0; 64];

    writer.write_all(b"length 5\n").await?;
    writer.write_all(b"hello").await?;
    assert!(poll_once(far.read(&mut buffer)).is_pending());

    writer.flush().await?;
    let at_once = poll_once(far.read(&mut buffer));
    assert!(matches!(at_once, Poll::Ready(Ok(14))));
    Ok(())
}
// ANCHOR_END: bufwriter_joins_writes

// ANCHOR: bufwriter_reads_through
#[tokio::test]
async fn bufwriter_reads_through() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut writer = BufWriter::new(near);
    let mut buffer = [0; 2];

    far.write_all(b"ok, and more").await?;
    writer.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"ok");

    // It took what it was asked for, and no more.
    let mut rest = String::new();
    drop(far);
    writer.into_inner().read_to_string(&mut rest).await?;
    assert_eq!(rest, ", and more");
    Ok(())
}
// ANCHOR_END: bufwriter_reads_through

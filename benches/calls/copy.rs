//! What it costs to hand on what one TCP connection brings to another.
//!
//! A thread sends, another one receives, and the copying task is alone in a
//! third.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::io::{
    AsyncReadExt, AsyncWriteExt, BufReader, copy, copy_bidirectional,
    copy_bidirectional_with_sizes, copy_buf,
};
use tokio::net::TcpStream as Stream;

use crate::case::{
    Case, Comparison, Count, MILLISECONDS, PERIOD, Threads, case, check,
    check_piece, current_thread, pattern,
};
use crate::tcp::pair;

const SIZE: u64 = 16 << 20;
const KIB: usize = 1 << 10;

pub fn comparisons() -> Vec<Comparison> {
    let each_mebibyte = Count {
        for_each: "MiB",
        in_one: 16.0,
        times: 8,
        processes: 3,
        threads: Threads::Main,
    };
    vec![
        Comparison {
            id: "copy",
            title: "How long a task takes to copy 16 MiB from one TCP \
                    connection of this machine to another.",
            unit: MILLISECONDS,
            count: Some(each_mebibyte),
            cases: one_way(),
        },
        Comparison {
            id: "copy-two-ways",
            title: "How long a proxy between two TCP connections of this \
                    machine takes for 16 MiB, all of them in one direction.",
            unit: MILLISECONDS,
            count: Some(each_mebibyte),
            cases: two_ways(),
        },
    ]
}

fn one_way() -> Vec<Case> {
    vec![
        case("copy", "`copy`", |times| {
            proxy(times, async |from, to| {
                copy(from, to).await?;
                goodbye(from, to).await
            })
        }),
        case("buf-8", "`copy_buf`, 8 KiB", buffered::<{ 8 * KIB }>),
        case("buf-64", "`copy_buf`, 64 KiB", buffered::<{ 64 * KIB }>),
        case("buf-128", "`copy_buf`, 128 KiB", buffered::<{ 128 * KIB }>),
        case("buf-1024", "`copy_buf`, 1 MiB", buffered::<{ 1024 * KIB }>),
        case("hand-8", "by hand, 8 KiB", by_hand::<{ 8 * KIB }>),
        case("hand-64", "by hand, 64 KiB", by_hand::<{ 64 * KIB }>),
    ]
}

fn two_ways() -> Vec<Case> {
    vec![
        case("two-ways", "`copy_bidirectional`", |times| {
            proxy(times, async |from, to| {
                copy_bidirectional(from, to).await?;
                Ok(())
            })
        }),
        case("sizes-2", "with sizes of 2 KiB", sizes::<{ 2 * KIB }>),
        case("sizes-8", "with sizes of 8 KiB", sizes::<{ 8 * KIB }>),
        case("sizes-64", "with sizes of 64 KiB", sizes::<{ 64 * KIB }>),
        case("sizes-256", "with sizes of 256 KiB", sizes::<{ 256 * KIB }>),
    ]
}

fn buffered<const CAPACITY: usize>(times: u64) -> io::Result<Duration> {
    proxy(times, async |from, to| {
        let mut reader = BufReader::with_capacity(CAPACITY, &mut *from);
        copy_buf(&mut reader, to).await?;
        goodbye(from, to).await
    })
}

fn by_hand<const CAPACITY: usize>(times: u64) -> io::Result<Duration> {
    proxy(times, async |from, to| {
        let mut buffer = vec![0; CAPACITY];
        loop {
            let n = from.read(&mut buffer).await?;
            if n == 0 {
                return goodbye(from, to).await;
            }
            to.write_all(&buffer[..n]).await?;
        }
    })
}

fn sizes<const CAPACITY: usize>(times: u64) -> io::Result<Duration> {
    proxy(times, async |from, to| {
        copy_bidirectional_with_sizes(from, to, CAPACITY, CAPACITY).await?;
        Ok(())
    })
}

/// Passes the end on, and then what the receiver says of it.
async fn goodbye(from: &mut Stream, to: &mut Stream) -> io::Result<()> {
    to.shutdown().await?;
    let receipt = to.read_u8().await?;
    from.write_u8(receipt).await?;
    from.shutdown().await
}

/// The more times, the more bytes on the same two connections.
fn proxy(
    times: u64,
    copy: impl AsyncFn(&mut Stream, &mut Stream) -> io::Result<()>,
) -> io::Result<Duration> {
    let total = times * SIZE;
    current_thread()?.block_on(async {
        let (mut from, sender) = pair()?;
        let (mut to, receiver) = pair()?;
        let start = Instant::now();
        let sender = thread::spawn(move || send(sender, total));
        let receiver = thread::spawn(move || receive(receiver, total));
        copy(&mut from, &mut to).await?;
        let time = start.elapsed();
        drop((from, to));
        joined(sender)?;
        joined(receiver)?;
        Ok(time)
    })
}

const RECEIPT: u8 = b'!';

/// Sends, and waits until all has been received.
fn send(mut stream: TcpStream, total: u64) -> io::Result<()> {
    // Whole periods, and more than a buffer of the copying task.
    let piece: Vec<u8> = (0..8 * KIB as u64 * PERIOD).map(pattern).collect();
    let mut left = total;
    while left > 0 {
        let n = left.min(piece.len() as u64);
        stream.write_all(&piece[..n as usize])?;
        left -= n;
    }
    stream.shutdown(Shutdown::Write)?;
    let mut receipt = Vec::new();
    stream.read_to_end(&mut receipt)?;
    check(receipt == [RECEIPT], "another receipt")
}

fn receive(mut stream: TcpStream, total: u64) -> io::Result<()> {
    let mut buffer = vec![0; 256 * KIB];
    let mut received = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        check_piece(&buffer[..n], received)?;
        received += n as u64;
        if n == 0 {
            break;
        }
    }
    check(received == total, "another number of bytes")?;
    stream.write_all(&[RECEIPT])
}

fn joined(thread: JoinHandle<io::Result<()>>) -> io::Result<()> {
    let panicked = |_| io::Error::other("a peer panicked");
    thread.join().map_err(panicked)?
}

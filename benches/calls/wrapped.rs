//! What it costs to put something around a read.

use std::future::{pending, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::ready;
use std::time::{Duration, Instant};

use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWriteExt, DuplexStream, ReadBuf, duplex,
};
use tokio::select;
use tokio::task::unconstrained;
use tokio::time::timeout;

use crate::case::{
    Case, Comparison, Count, NANOSECONDS, Threads, case, check, current_thread,
};

const PIECE: usize = 64;
/// So many reads find their bytes there; writing these is not measured.
const BATCH: u64 = 512;
const LIMIT: Duration = Duration::from_secs(10);

pub fn comparisons() -> Vec<Comparison> {
    vec![Comparison {
        id: "wrapped",
        title: "How long a read of 64 bytes takes that are there, from a \
                `duplex`.",
        unit: NANOSECONDS,
        count: Some(Count {
            for_each: "1,000 reads",
            in_one: 1e-3,
            times: 64 * BATCH,
            processes: 1,
            threads: Threads::All,
        }),
        cases: cases(),
    }]
}

fn cases() -> Vec<Case> {
    vec![
        case("plain", "`read`", plain),
        case("timeout", "in a `timeout`", in_timeout),
        case("select", "in a `select!`", in_select),
        case("biased", "the same, `biased`", in_biased_select),
        case("tokio-mutex", "in Tokio's `Mutex`", in_tokio),
        case("std-mutex", "in `std`'s `Mutex`", in_std),
        case("unconstrained", "in `unconstrained`", in_unconstrained),
    ]
}

fn plain(times: u64) -> io::Result<Duration> {
    reads(
        times,
        |near| near,
        async |near, buffer| near.read(buffer).await,
    )
}

fn in_timeout(times: u64) -> io::Result<Duration> {
    reads(
        times,
        |near| near,
        async |near, buffer| timeout(LIMIT, near.read(buffer)).await?,
    )
}

fn in_select(times: u64) -> io::Result<Duration> {
    reads(
        times,
        |near| near,
        async |near, buffer| {
            select! {
                result = near.read(buffer) => result,
                () = pending() => Ok(0),
            }
        },
    )
}

fn in_biased_select(times: u64) -> io::Result<Duration> {
    reads(
        times,
        |near| near,
        async |near, buffer| {
            select! {
                biased;
                result = near.read(buffer) => result,
                () = pending() => Ok(0),
            }
        },
    )
}

fn in_tokio(times: u64) -> io::Result<Duration> {
    reads(times, tokio::sync::Mutex::new, async |near, buffer| {
        near.lock().await.read(buffer).await
    })
}

/// Locked in each poll, as `io::split` does: a guard of this mutex is not for
/// an `await`.
fn in_std(times: u64) -> io::Result<Duration> {
    reads(times, Mutex::new, async |near, buffer| {
        let near: &Mutex<_> = near;
        poll_fn(|context| {
            let mut near = near.lock().map_err(|_| io::ErrorKind::Other)?;
            let mut buffer = ReadBuf::new(buffer);
            ready!(Pin::new(&mut *near).poll_read(context, &mut buffer))?;
            Ok(buffer.filled().len()).into()
        })
        .await
    })
}

fn in_unconstrained(times: u64) -> io::Result<Duration> {
    reads(
        times,
        |near| near,
        async |near, buffer| unconstrained(near.read(buffer)).await,
    )
}

fn reads<R>(
    times: u64,
    wrap: impl FnOnce(DuplexStream) -> R,
    read: impl AsyncFn(&mut R, &mut [u8]) -> io::Result<usize>,
) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let (near, mut far) = duplex(BATCH as usize * PIECE);
        let mut near = wrap(near);
        let bytes = [b'x'; BATCH as usize * PIECE];
        let mut buffer = [0; PIECE];
        let mut time = Duration::ZERO;
        let mut left = times;
        while left > 0 {
            let batch = left.min(BATCH);
            far.write_all(&bytes[..batch as usize * PIECE]).await?;
            let start = Instant::now();
            for _ in 0..batch {
                let n = read(&mut near, &mut buffer).await?;
                check(n == PIECE, "other than 64 bytes")?;
            }
            time += start.elapsed();
            left -= batch;
        }
        check(times == 0 || buffer == [b'x'; PIECE], "other bytes")?;
        Ok(time)
    })
}

//! What the cooperative budget costs, and what it is for.

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, duplex, repeat};
use tokio::task::{unconstrained, yield_now};

use crate::case::{
    Comparison, Count, MICROSECONDS, Threads, case, check, current_thread,
    timed,
};

const PIECE: usize = 64;
const SIZE: usize = 1 << 20;

pub fn comparisons() -> Vec<Comparison> {
    let each_mebibyte = Count {
        for_each: "MiB",
        in_one: 1.0,
        times: 20,
        processes: 1,
        threads: Threads::All,
    };
    vec![
        Comparison {
            id: "budget",
            title: "How long a task takes to read 1 MiB in pieces of 64 bytes \
                    that are all there.",
            unit: MICROSECONDS,
            count: Some(each_mebibyte),
            cases: vec![
                case("repeat", "from `repeat`", from_repeat),
                case(
                    "repeat-unconstrained",
                    "`repeat`, `unconstrained`",
                    |times| reading_repeat(times, true),
                ),
                case("duplex", "from a `duplex`", from_duplex),
                case(
                    "duplex-unconstrained",
                    "`duplex`, `unconstrained`",
                    |times| reading_duplex(times, true),
                ),
            ],
        },
        Comparison {
            id: "budget-wait",
            title: "How long another task of the same thread waits for its \
                    turn, while a task reads 1 MiB from `repeat` in pieces of \
                    64 bytes and then yields.",
            unit: MICROSECONDS,
            count: None,
            cases: vec![
                case("wait", "with the budget", |times| wait(times, false)),
                case("wait-unconstrained", "in `unconstrained`", |times| {
                    wait(times, true)
                }),
            ],
        },
    ]
}

fn from_repeat(times: u64) -> io::Result<Duration> {
    reading_repeat(times, false)
}

fn from_duplex(times: u64) -> io::Result<Duration> {
    reading_duplex(times, false)
}

/// `&[u8]` would not do: it does not take part in the budget.
fn reading_repeat(times: u64, free: bool) -> io::Result<Duration> {
    as_a_task(free, async move {
        let mut reader = repeat(b'x');
        let start = Instant::now();
        for _ in 0..times {
            read_all(&mut reader).await?;
        }
        Ok(start.elapsed())
    })
}

fn reading_duplex(times: u64, free: bool) -> io::Result<Duration> {
    as_a_task(free, async move {
        let (mut near, mut far) = duplex(SIZE);
        let bytes = vec![b'x'; SIZE];
        let mut time = Duration::ZERO;
        for _ in 0..times {
            far.write_all(&bytes).await?;
            let start = Instant::now();
            read_all(&mut near).await?;
            time += start.elapsed();
        }
        Ok(time)
    })
}

async fn read_all(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut buffer = [0; PIECE];
    for _ in 0..SIZE / PIECE {
        let n = reader.read(&mut buffer).await?;
        check(n == PIECE && buffer[0] == b'x', "other bytes")?;
    }
    Ok(())
}

fn as_a_task(
    free: bool,
    work: impl Future<Output = io::Result<Duration>> + Send + 'static,
) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        if free {
            tokio::spawn(unconstrained(work)).await?
        } else {
            tokio::spawn(work).await?
        }
    })
}

/// So many turns, each of which comes after all that the reader does at once.
fn wait(times: u64, free: bool) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let reading = async {
            let mut reader = repeat(b'x');
            loop {
                read_all(&mut reader).await?;
                yield_now().await;
            }
        };
        let reading: tokio::task::JoinHandle<io::Result<()>> = if free {
            tokio::spawn(unconstrained(reading))
        } else {
            tokio::spawn(reading)
        };
        let waiting = tokio::spawn(timed(times, async || {
            yield_now().await;
            Ok(())
        }));
        let time = waiting.await?;
        // It never ends by itself, but for an error.
        if reading.is_finished() {
            reading.await??;
        } else {
            reading.abort();
        }
        time
    })
}

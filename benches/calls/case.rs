//! What a figure compares, and how often it is done.

use std::io;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

/// One figure: its first case is what the others are compared with.
pub struct Comparison {
    pub id: &'static str,
    /// A whole sentence.
    pub title: &'static str,
    pub unit: Unit,
    pub count: Option<Count>,
    pub cases: Vec<Case>,
}

/// One way to do what a figure is about.
pub struct Case {
    pub id: &'static str,
    /// In Markdown.
    pub name: &'static str,
    /// Does it so many times, checks what came of it, and returns how long it
    /// took without what had to be made ready.
    pub run: fn(u64) -> io::Result<Duration>,
}

#[derive(Clone, Copy)]
pub struct Unit {
    pub name: &'static str,
    pub nanoseconds: f64,
}

pub const NANOSECONDS: Unit = Unit {
    name: "ns",
    nanoseconds: 1.0,
};
pub const MICROSECONDS: Unit = Unit {
    name: "µs",
    nanoseconds: 1e3,
};
pub const MILLISECONDS: Unit = Unit {
    name: "ms",
    nanoseconds: 1e6,
};

/// How system calls are counted.
#[derive(Clone, Copy)]
pub struct Count {
    /// They are told for each of these.
    pub for_each: &'static str,
    /// How many of them one run of a case is, or what part of one.
    pub in_one: f64,
    /// How often a case is done for it.
    pub times: u64,
    /// In how many processes, of which the median counts: more than one where
    /// it depends on how fast a peer is.
    pub processes: usize,
    pub threads: Threads,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Threads {
    All,
    /// Peers, and whatever else is not what is measured, are other threads.
    Main,
}

pub fn case(
    id: &'static str,
    name: &'static str,
    run: fn(u64) -> io::Result<Duration>,
) -> Case {
    Case { id, name, run }
}

pub fn current_thread() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

pub fn multi_thread() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}

/// The first time, which may start threads and allocate buffers, is not
/// measured.
pub async fn timed(
    times: u64,
    mut each: impl AsyncFnMut() -> io::Result<()>,
) -> io::Result<Duration> {
    each().await?;
    let start = Instant::now();
    for _ in 0..times {
        each().await?;
    }
    Ok(start.elapsed())
}

/// The byte at a place of a stream. As the period is a prime, lost, repeated
/// and exchanged pieces show.
pub fn pattern(at: u64) -> u8 {
    (at % PERIOD) as u8
}

pub const PERIOD: u64 = 251;

/// The first and the last byte of a piece tell whether it is the one.
pub fn check_piece(piece: &[u8], at: u64) -> io::Result<()> {
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else {
        return Ok(());
    };
    let end = at + piece.len() as u64 - 1;
    check(
        (*first, *last) == (pattern(at), pattern(end)),
        "other bytes",
    )
}

pub fn check(right: bool, what: &str) -> io::Result<()> {
    if right {
        return Ok(());
    }
    Err(io::Error::other(format!("{what} came")))
}

//! What it costs to have something done by another task or thread.

use std::hint::black_box;
use std::io;
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::task::{JoinHandle, block_in_place, spawn_blocking};

use crate::case::{
    Case, Comparison, Count, MICROSECONDS, Threads, case, check,
    current_thread, multi_thread, timed,
};

pub fn comparisons() -> Vec<Comparison> {
    vec![Comparison {
        id: "spawn",
        title: "How long it takes to have a value returned by something that \
                has nothing else to do.",
        unit: MICROSECONDS,
        count: Some(Count {
            for_each: "value",
            in_one: 1.0,
            times: 1000,
            processes: 1,
            threads: Threads::All,
        }),
        cases: cases(),
    }]
}

fn cases() -> Vec<Case> {
    vec![
        case("in-place", "an `async` block in place", in_place),
        case(
            "current-thread",
            "`spawn` by a task, one thread",
            on_current_thread,
        ),
        case(
            "by-block-on",
            "`spawn` by `block_on`, one thread",
            by_block_on,
        ),
        case(
            "multi-thread",
            "`spawn` by a task, workers",
            on_multi_thread,
        ),
        case(
            "from-outside",
            "`spawn` by `block_on`, workers",
            from_outside,
        ),
        case("spawn-blocking", "`spawn_blocking`", on_blocking_pool),
        case(
            "block-in-place",
            "`block_in_place` in a new task",
            in_place_of_a_worker,
        ),
        case("thread", "`std::thread::spawn`, joined", on_thread),
    ]
}

fn in_place(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(timed(times, async || {
        let value = black_box(1);
        expect_one(async move { black_box(value) }.await)
    }))
}

fn on_current_thread(times: u64) -> io::Result<Duration> {
    by_a_task(&current_thread()?, async move || {
        timed(times, spawn_and_await).await
    })
}

fn by_block_on(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(timed(times, spawn_and_await))
}

fn on_multi_thread(times: u64) -> io::Result<Duration> {
    by_a_task(&multi_thread()?, async move || {
        timed(times, spawn_and_await).await
    })
}

fn from_outside(times: u64) -> io::Result<Duration> {
    multi_thread()?.block_on(timed(times, spawn_and_await))
}

async fn spawn_and_await() -> io::Result<()> {
    let value = black_box(1);
    joined(tokio::spawn(async move { black_box(value) })).await
}

fn on_blocking_pool(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(timed(times, async || {
        let value = black_box(1);
        joined(spawn_blocking(move || black_box(value))).await
    }))
}

/// In a new task each time: a task that has given its worker away goes on
/// without one, and may block again at no cost.
fn in_place_of_a_worker(times: u64) -> io::Result<Duration> {
    by_a_task(&multi_thread()?, async move || {
        timed(times, async || {
            let value = black_box(1);
            let blocking = async move { block_in_place(|| black_box(value)) };
            joined(tokio::spawn(blocking)).await
        })
        .await
    })
}

fn on_thread(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(timed(times, async || {
        let value = black_box(1);
        let thread = thread::spawn(move || black_box(value));
        expect_one(thread.join().unwrap_or_default())
    }))
}

fn by_a_task<F>(
    runtime: &Runtime,
    measure: impl FnOnce() -> F,
) -> io::Result<Duration>
where
    F: Future<Output = io::Result<Duration>> + Send + 'static,
{
    runtime.block_on(runtime.spawn(measure()))?
}

async fn joined(handle: JoinHandle<u64>) -> io::Result<()> {
    expect_one(handle.await?)
}

fn expect_one(value: u64) -> io::Result<()> {
    check(value == 1, "another value")
}

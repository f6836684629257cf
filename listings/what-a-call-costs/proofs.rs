//! Proofs of the claims about what single calls cost.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::runtime::Builder;
use tokio::select;
use tokio::sync::{Mutex, watch};
use tokio::task::coop::consume_budget;
use tokio::task::{block_in_place, spawn_blocking, unconstrained, yield_now};
use tokio::time::{advance, sleep, timeout};
use tokio_test::task;
use tokio_util::io::{InspectReader, InspectWriter};

use crate::{allocations, count_pending, poll_once};

// ANCHOR: await_in_place_free
#[tokio::test]
async fn await_in_place_free() {
    let block = async { 1 };
    let (in_place, _) = allocations(|| poll_once(async { block.await + 1 }));
    let (small, _task) = allocations(|| tokio::spawn(async { 1 }));
    let future = async {
        let held = [1_u8; 20_000];
        yield_now().await;
        held[0]
    };
    let (large, _task) = allocations(|| tokio::spawn(future));

    let counts = [in_place, small, large].map(|it| it.count_total);
    assert_eq!(counts, [0, 1, 2]);
}
// ANCHOR_END: await_in_place_free

// ANCHOR: main_is_no_worker
#[test]
fn main_is_no_worker() -> io::Result<()> {
    let runtime = Builder::new_multi_thread().build()?;

    let (main, task) = runtime.block_on(async {
        let task = tokio::spawn(async { thread::current().id() });
        (thread::current().id(), task.await.unwrap())
    });

    assert!(main != task);
    Ok(())
}
// ANCHOR_END: main_is_no_worker

// ANCHOR: spawn_blocking_hops
#[test]
fn spawn_blocking_hops() -> io::Result<()> {
    let one_thread = Builder::new_current_thread().build()?;
    let many_threads = Builder::new_multi_thread().build()?;

    for runtime in [one_thread, many_threads] {
        let task = runtime.spawn(async {
            let closure = spawn_blocking(|| thread::current().id());
            (thread::current().id(), closure.await.unwrap())
        });
        let (caller, closure) = runtime.block_on(task)?;
        assert!(caller != closure);
    }
    Ok(())
}
// ANCHOR_END: spawn_blocking_hops

// ANCHOR: block_in_place_gives_away
#[test]
fn block_in_place_gives_away() -> io::Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(1).build()?;
    let (sender, receiver) = mpsc::channel();
    let limit = Duration::from_secs(5);

    let task = runtime.spawn(async move {
        let before = thread::current().id();
        tokio::spawn(async move { sender.send(thread::current().id()) });
        let other = block_in_place(|| receiver.recv_timeout(limit));
        (before, other, thread::current().id())
    });
    let (before, other, after) = runtime.block_on(task)?;

    assert!(other.unwrap() != before);
    assert!(after == before);
    Ok(())
}
// ANCHOR_END: block_in_place_gives_away

// ANCHOR: io_split_same_calls
#[tokio::test]
async fn io_split_same_calls() -> io::Result<()> {
    let (reads, writes) = (Cell::new(0), Cell::new(0));
    let count = |calls: &Cell<_>| calls.set(calls.get() + 1);
    let reader = InspectReader::new(io::repeat(b'x'), |_: &[u8]| count(&reads));
    let writer = InspectWriter::new(io::sink(), |_: &[u8]| count(&writes));
    let mut whole = io::join(reader, writer);

    for _ in 0..10 {
        whole.write_all(&[b'?'; 64]).await?;
        whole.read_exact(&mut [0; 64]).await?;
    }
    assert_eq!((reads.take(), writes.take()), (10, 10));

    let (mut reader, mut writer) = io::split(whole);
    for _ in 0..10 {
        writer.write_all(&[b'?'; 64]).await?;
        reader.read_exact(&mut [0; 64]).await?;
    }
    assert_eq!((reads.take(), writes.take()), (10, 10));
    Ok(())
}
// ANCHOR_END: io_split_same_calls

// ANCHOR: broken
/// A writer whose every poll panics.
struct Broken;

impl AsyncWrite for Broken {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context,
        _: &[u8],
    ) -> Poll<io::Result<usize>> {
        panic!("poll_write")
    }
    // ANCHOR_END: broken

    fn poll_flush(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        panic!("poll_flush")
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        panic!("poll_shutdown")
    }
    // ANCHOR: broken
}
// ANCHOR_END: broken

// ANCHOR: io_split_locks
#[test]
fn io_split_locks() {
    let stream = io::join(io::repeat(b'x'), Broken);
    let (mut reader, mut writer) = io::split(stream);

    let write = || poll_once(writer.write(b"x"));
    assert!(catch_unwind(AssertUnwindSafe(write)).is_err());

    // What panicked held a mutex, which is poisoned now.
    let read = || poll_once(reader.read(&mut [0; 64]));
    assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
}
// ANCHOR_END: io_split_locks

// ANCHOR: sent_back
/// How often a task was sent back, to wait for its next turn, until it was done.
async fn sent_back<F>(reads: F) -> usize
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let task = tokio::spawn(count_pending(reads));
    let (times, result) = task.await.unwrap();
    result.unwrap();
    times
}

/// Reads so many pieces.
async fn read_pieces(
    count: usize,
    mut peer: impl AsyncRead + Unpin,
) -> io::Result<()> {
    for _ in 0..count {
        peer.read_exact(&mut [0; 64]).await?;
    }
    Ok(())
}
// ANCHOR_END: sent_back

// ANCHOR: budget_is_128
#[test]
fn budget_is_128() -> io::Result<()> {
    let one_thread = Builder::new_current_thread().build()?;
    let many_threads = Builder::new_multi_thread().build()?;

    for runtime in [one_thread, many_threads] {
        for (count, times) in [(128, 0), (129, 1), (256, 1), (257, 2)] {
            let reads = read_pieces(count, io::repeat(b'x'));
            assert_eq!(runtime.block_on(sent_back(reads)), times);
        }
    }
    Ok(())
}
// ANCHOR_END: budget_is_128

// ANCHOR: budget_is_shared
#[test]
fn budget_is_shared() -> io::Result<()> {
    // A second worker might take the task that is spawned.
    let runtime = Builder::new_multi_thread().worker_threads(1).build()?;

    for (count, times) in [(28, 0), (29, 1)] {
        let task = runtime.spawn(async move {
            read_pieces(100, io::repeat(b'x')).await.unwrap();
            sent_back(read_pieces(count, io::repeat(b'x'))).await
        });
        assert_eq!(runtime.block_on(task)?, times);
    }
    Ok(())
}
// ANCHOR_END: budget_is_shared

// ANCHOR: other_task_waits
#[tokio::test]
async fn other_task_waits() -> io::Result<()> {
    let turns = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&turns);
    tokio::spawn(async move {
        loop {
            count.fetch_add(1, Relaxed);
            yield_now().await;
        }
    });

    read_pieces(1_000, io::repeat(b'x')).await?;
    assert_eq!(turns.swap(0, Relaxed), 7);

    unconstrained(read_pieces(1_000, io::repeat(b'x'))).await?;
    assert_eq!(turns.swap(0, Relaxed), 0);
    Ok(())
}
// ANCHOR_END: other_task_waits

// ANCHOR: last_spawned_stays
#[test]
fn last_spawned_stays() -> io::Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(2).build()?;
    let limit = Duration::from_secs(5);

    let task = runtime.spawn(async move {
        let (sender, receiver) = mpsc::channel();
        let other = sender.clone();
        tokio::spawn(async move { other.send("first") });
        tokio::spawn(async move { sender.send("last") });

        // This worker is blocked here, and the other one is free.
        let taken = receiver.recv_timeout(limit);
        (taken, receiver.recv_timeout(limit / 50))
    });
    let (taken, stays) = runtime.block_on(task)?;

    assert_eq!(taken, Ok("first"));
    assert_eq!(stays, Err(mpsc::RecvTimeoutError::Timeout));
    Ok(())
}
// ANCHOR_END: last_spawned_stays

// ANCHOR: memory_spends_nothing
#[tokio::test]
async fn memory_spends_nothing() {
    static BYTES: [u8; 64_000] = [b'x'; 64_000];

    let reads = read_pieces(1_000, &BYTES[..]);
    assert_eq!(sent_back(reads).await, 0);

    let reads = read_pieces(1_000, BufReader::new(io::repeat(b'x')));
    assert_eq!(sent_back(reads).await, 0);
}
// ANCHOR_END: memory_spends_nothing

// ANCHOR: consume_budget_spends
#[tokio::test]
async fn consume_budget_spends() {
    let task = async {
        for _ in 0..1_000 {
            consume_budget().await;
        }
        Ok(())
    };
    assert_eq!(sent_back(task).await, 7);
}
// ANCHOR_END: consume_budget_spends

// ANCHOR: mutex_spends_two
#[tokio::test]
async fn mutex_spends_two() {
    let in_a_timeout = async {
        let mut peer = io::repeat(b'x');
        for _ in 0..1_000 {
            timeout(HOUR, peer.read(&mut [0; 64])).await??;
        }
        Ok(())
    };
    assert_eq!(sent_back(in_a_timeout).await, 7);

    let of_a_mutex = async {
        let peer = Mutex::new(io::repeat(b'x'));
        for _ in 0..1_000 {
            peer.lock().await.read_exact(&mut [0; 64]).await?;
        }
        Ok(())
    };
    assert_eq!(sent_back(of_a_mutex).await, 15);
}
// ANCHOR_END: mutex_spends_two

// ANCHOR: wrappers_allocate_nothing
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn wrappers_allocate_nothing() {
    let (mut bytes, mut peer) = ([0; 64], Mutex::new(io::repeat(b'x')));
    let reads = async {
        timeout(HOUR, peer.get_mut().read(&mut bytes)).await??;
        select! {
            result = peer.get_mut().read(&mut bytes) => result,
            result = pending() => result,
        }?;
        peer.lock().await.read(&mut bytes).await
    };
    let (cost, poll) = allocations(|| poll_once(reads));
    assert!(poll.is_ready());
    assert_eq!(cost.count_total, 0);

    let waits = timeout(HOUR, pending::<()>());
    let (cost, poll) = allocations(|| poll_once(waits));
    assert!(poll.is_pending());
    assert_eq!(cost.count_total, 0);
}
// ANCHOR_END: wrappers_allocate_nothing

// ANCHOR: timer_for_a_wait
struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

#[tokio::test]
async fn timer_for_a_wait() {
    let nobody = Arc::new(Nobody);
    let waker = Waker::from(Arc::clone(&nobody));
    let mut context = Context::from_waker(&waker);

    let mut ready = pin!(timeout(HOUR, ready(())));
    assert!(ready.as_mut().poll(&mut context).is_ready());
    assert_eq!(Arc::strong_count(&nobody), 2);

    let mut waits = pin!(timeout(HOUR, pending::<()>()));
    assert!(waits.as_mut().poll(&mut context).is_pending());
    assert_eq!(Arc::strong_count(&nobody), 3); // the timer holds one
}
// ANCHOR_END: timer_for_a_wait

// ANCHOR: polled_once_wakes
#[tokio::test(start_paused = true)]
async fn polled_once_wakes() {
    let (sender, mut end) = watch::channel(());
    let mut timer = task::spawn(sleep(HOUR));
    let mut told = task::spawn(end.changed());

    assert!(timer.poll().is_pending());
    assert!(told.poll().is_pending());
    assert!(!timer.is_woken() && !told.is_woken());

    advance(HOUR).await;
    assert!(timer.is_woken() && !told.is_woken());
    drop(sender);
    assert!(told.is_woken());
}
// ANCHOR_END: polled_once_wakes

// ANCHOR: timer_needs_budget
#[tokio::test]
async fn timer_needs_budget() {
    let nobody = Arc::new(Nobody);
    let waker = Waker::from(Arc::clone(&nobody));
    let mut context = Context::from_waker(&waker);
    while task::spawn(consume_budget()).poll().is_ready() {}

    let mut timer = pin!(sleep(HOUR));
    assert!(timer.as_mut().poll(&mut context).is_pending());
    yield_now().await;
    assert_eq!(Arc::strong_count(&nobody), 2);

    while task::spawn(consume_budget()).poll().is_ready() {}
    let mut unconstrained = unconstrained(timer);
    assert!(Pin::new(&mut unconstrained).poll(&mut context).is_pending());
    yield_now().await;
    assert_eq!(Arc::strong_count(&nobody), 3); // the timer holds one
}
// ANCHOR_END: timer_needs_budget

// ANCHOR: select_begins_anywhere
#[tokio::test]
async fn select_begins_anywhere() {
    let (mut anywhere, mut first) = (0, 0);

    for _ in 0..1_000 {
        select! {
            () = ready(()) => {}
            () = poll_fn(|_| { anywhere += 1; Poll::Pending }) => {}
        }
        select! {
            biased;
            () = ready(()) => {}
            () = poll_fn(|_| { first += 1; Poll::Pending }) => {}
        }
    }

    assert!((1..1_000).contains(&anywhere));
    assert!(first == 0);
}
// ANCHOR_END: select_begins_anywhere

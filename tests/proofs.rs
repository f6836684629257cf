//! Runs the proofs: one test for each claim of the pages, named like it.

mod support;

// One line for each page that makes claims.
#[path = "../listings/echo-by-hand/proofs.rs"]
mod echo_by_hand;
#[path = "../listings/echo-with-copy/proofs.rs"]
mod echo_with_copy;
#[path = "../listings/end-of-stream/proofs.rs"]
mod end_of_stream;
#[path = "../listings/helper-functions/proofs.rs"]
mod helper_functions;
#[path = "../listings/reading/proofs.rs"]
mod reading;
#[path = "../listings/splitting/proofs.rs"]
mod splitting;
#[path = "../listings/the-buffer/proofs.rs"]
mod the_buffer;
#[path = "../listings/traits/proofs.rs"]
mod traits;
#[path = "../listings/writing/proofs.rs"]
mod writing;

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use std::{process, thread};

use allocation_counter::AllocationInfo;
use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::unconstrained;

// ANCHOR: connected
/// Both ends of a new TCP connection.
async fn connected() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let near = TcpStream::connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept().await?;
    Ok((near, far))
}
// ANCHOR_END: connected

// ANCHOR: poll_once
/// Polls `future` once: what it has at once, without waiting.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    // A task that has done much would have to wait for its next turn.
    let future = pin!(unconstrained(future));
    future.poll(&mut Context::from_waker(Waker::noop()))
}
// ANCHOR_END: poll_once

// ANCHOR: allocations
/// Runs `action`; returns what this thread allocated meanwhile, and its result.
fn allocations<T>(action: impl FnOnce() -> T) -> (AllocationInfo, T) {
    let mut result = None;
    let info = allocation_counter::measure(|| result = Some(action()));
    (info, result.unwrap())
}
// ANCHOR_END: allocations

/// Of all tests this one starts first, so a proof that hangs cannot hang the
/// run. The test harness names what has been running for 60 seconds.
#[test]
fn a_run_that_hangs_is_ended() {
    thread::spawn(|| {
        thread::sleep(Duration::from_secs(90));
        eprintln!("a proof still runs after 90 s");
        process::exit(1);
    });
}

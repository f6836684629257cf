//! Runs the proofs: one test for each claim of the pages, named like it.

#[path = "programs/support.rs"]
mod support;

// made: proofs
#[path = "../listings/accepting/proofs.rs"]
mod accepting;
#[path = "../listings/buffered-files/proofs.rs"]
mod buffered_files;
#[path = "../listings/cancellation/proofs.rs"]
mod cancellation;
#[path = "../listings/child-processes/proofs.rs"]
mod child_processes;
#[path = "../listings/datagrams/proofs.rs"]
mod datagrams;
#[path = "../listings/deadlock/proofs.rs"]
mod deadlock;
#[path = "../listings/echo-by-hand/proofs.rs"]
mod echo_by_hand;
#[path = "../listings/echo-with-copy/proofs.rs"]
mod echo_with_copy;
#[path = "../listings/end-of-stream/proofs.rs"]
mod end_of_stream;
#[path = "../listings/flush/proofs.rs"]
mod flush;
#[path = "../listings/framing/proofs.rs"]
mod framing;
#[path = "../listings/half-close/proofs.rs"]
mod half_close;
#[path = "../listings/helper-functions/proofs.rs"]
mod helper_functions;
#[path = "../listings/kept-bytes/proofs.rs"]
mod kept_bytes;
#[path = "../listings/last-word/proofs.rs"]
mod last_word;
#[path = "../listings/limits/proofs.rs"]
mod limits;
#[path = "../listings/not-a-regular-file/proofs.rs"]
mod not_a_regular_file;
#[path = "../listings/peer-still-there/proofs.rs"]
mod peer_still_there;
#[path = "../listings/read-and-write/proofs.rs"]
mod read_and_write;
#[path = "../listings/reader-of-your-own/proofs.rs"]
mod reader_of_your_own;
#[path = "../listings/reading/proofs.rs"]
mod reading;
#[path = "../listings/ready-or-not/proofs.rs"]
mod ready_or_not;
#[path = "../listings/server-to-keep/proofs.rs"]
mod server_to_keep;
#[path = "../listings/shutting-down/proofs.rs"]
mod shutting_down;
#[path = "../listings/small-writes/proofs.rs"]
mod small_writes;
#[path = "../listings/splitting/proofs.rs"]
mod splitting;
#[path = "../listings/testing/proofs.rs"]
mod testing;
#[path = "../listings/the-buffer/proofs.rs"]
mod the_buffer;
#[path = "../listings/timeouts/proofs.rs"]
mod timeouts;
#[path = "../listings/tls/proofs.rs"]
mod tls;
#[path = "../listings/traits/proofs.rs"]
mod traits;
#[path = "../listings/two-worlds/proofs.rs"]
mod two_worlds;
#[path = "../listings/what-a-call-costs/proofs.rs"]
mod what_a_call_costs;
#[path = "../listings/what-a-server-costs/proofs.rs"]
mod what_a_server_costs;
#[path = "../listings/what-copying-costs/proofs.rs"]
mod what_copying_costs;
#[path = "../listings/why-does-it-hang/proofs.rs"]
mod why_does_it_hang;
#[path = "../listings/writing/proofs.rs"]
mod writing;
// made: end

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::AllocationInfo;
use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::coop::unconstrained;

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

// ANCHOR: count_pending
/// Awaits `future`; returns how often it was `Pending`, and its output.
async fn count_pending<F: Future>(future: F) -> (usize, F::Output) {
    let mut future = pin!(future);
    let mut pending = 0;
    let output = poll_fn(|context| {
        let poll = future.as_mut().poll(context);
        pending += usize::from(poll.is_pending());
        poll
    });
    let output = output.await;
    (pending, output)
}
// ANCHOR_END: count_pending

// ANCHOR: allocations
/// Runs `action`; returns what this thread allocated meanwhile, and its result.
fn allocations<T>(action: impl FnOnce() -> T) -> (AllocationInfo, T) {
    let mut result = None;
    let info = allocation_counter::measure(|| result = Some(action()));
    (info, result.unwrap())
}
// ANCHOR_END: allocations

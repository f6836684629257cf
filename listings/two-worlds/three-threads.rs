//! Gives a stream of Tokio to a function that blocks, on three threads.

use std::io::BufRead;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::io::{self, AsyncWriteExt, DuplexStream};
use tokio::task::spawn_blocking;
use tokio_util::io::SyncIoBridge;

// ANCHOR: parser
/// Somebody else's function, which knows only `std`.
fn count_lines(reader: impl BufRead) -> io::Result<u32> {
    let mut count = 0;
    for line in reader.lines() {
        line?;
        count += 1;
    }
    Ok(count)
}

fn blocking(stream: DuplexStream) -> impl BufRead {
    std::io::BufReader::new(SyncIoBridge::new(stream)) // ①
}
// ANCHOR_END: parser

/// A stream to which a task writes two lines.
fn two_lines() -> DuplexStream {
    let (mut near, far) = io::duplex(64);
    tokio::spawn(async move { near.write_all(b"one\ntwo\n").await });
    far
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let reader = blocking(two_lines());
    let task = tokio::spawn(async { count_lines(reader) }); // ①
    match task.await {
        Ok(count) => println!("in a task: {} lines", count?),
        Err(_) => println!("in a task: a panic"),
    }

    let reader = blocking(two_lines());
    let (sender, counts) = mpsc::channel();
    thread::spawn(move || sender.send(count_lines(reader))); // ②
    match counts.recv_timeout(Duration::from_millis(100)) {
        Ok(count) => println!("thread: {} lines", count?),
        Err(_) => println!("thread: nothing after 100ms"),
    }

    let reader = blocking(two_lines());
    let task = spawn_blocking(|| count_lines(reader)); // ③
    println!("spawn_blocking: {} lines", task.await??);
    Ok(())
}
// ANCHOR_END: main

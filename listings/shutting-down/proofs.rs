//! Proofs of the claims about shutting down.

#[cfg(unix)]
use std::io::{Read, Write};
use std::time::Duration;

#[cfg(unix)]
use rustix::process::Signal;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

#[cfg(unix)]
use crate::support::{Server, read_to_end};

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "line-server.rs"]
mod line_server;

// ANCHOR: half_a_line
#[cfg(unix)]
/// A connection to a line server, which has read half a line from it.
fn half_a_line(server: &Server) -> io::Result<std::net::TcpStream> {
    let mut stream = server.connect();
    // Both lines are in one buffer: who has read the first, has the second.
    stream.write_all(b"hello\nhalf a ")?;
    stream.read_exact(&mut [0; 6])?;
    Ok(stream)
}
// ANCHOR_END: half_a_line

// ANCHOR: abrupt_loses
#[cfg(unix)]
#[test]
fn abrupt_loses() -> io::Result<()> {
    let server = Server::start("abrupt-server");
    let mut busy = half_a_line(&server)?;

    server.signal(Signal::INT);
    let (status, printed) = server.end();
    assert!(status.success());
    assert_eq!(printed, ["goodbye"]);

    let _ = busy.write_all(b"line\n");
    let mut answer = Vec::new();
    let _ = busy.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    Ok(())
}
// ANCHOR_END: abrupt_loses

// ANCHOR: begun_line_is_answered
#[cfg(unix)]
#[test]
fn begun_line_is_answered() -> io::Result<()> {
    for signal in [Signal::INT, Signal::TERM] {
        let server = Server::start_with("line-server", &["30"]);
        let idle = server.connect();
        let mut busy = half_a_line(&server)?;

        server.signal(signal);
        assert_eq!(read_to_end(idle), b"");
        let refused = std::net::TcpStream::connect(server.address);
        assert!(refused.is_err());

        busy.write_all(b"line\nand another\n")?;
        assert_eq!(read_to_end(busy), b"HALF A LINE\nAND ANOTHER\n");
        let (status, printed) = server.end();
        assert!(status.success());
        assert!(printed.is_empty(), "{printed:?}");
    }
    Ok(())
}
// ANCHOR_END: begun_line_is_answered

// ANCHOR: late_reader_loses_nothing
#[cfg(unix)]
#[test]
fn late_reader_loses_nothing() -> io::Result<()> {
    let server = Server::start_with("line-server", &["30"]);
    let idle = server.connect();
    let mut busy = half_a_line(&server)?;
    let rest = [b'x'; 512 * 1024];
    busy.write_all(&rest)?;
    busy.write_all(b"\n")?;
    busy.read_exact(&mut [0; 7])?; // as if the rest were slow to arrive

    server.signal(Signal::INT);
    assert_eq!(read_to_end(idle), b"");
    busy.write_all(b"one more\n")?; // on its way, unaware of the signal

    let answer = read_to_end(busy);
    assert!(answer.starts_with(&rest.to_ascii_uppercase()));
    Ok(())
}
// ANCHOR_END: late_reader_loses_nothing

// ANCHOR: second_signal_is_swallowed
#[cfg(unix)]
#[test]
fn second_signal_is_swallowed() -> io::Result<()> {
    let server = Server::start_with("line-server", &["30"]);
    let idle = server.connect();
    let mut busy = half_a_line(&server)?;

    server.signal(Signal::INT);
    assert_eq!(read_to_end(idle), b""); // nobody waits for a signal any more
    server.signal(Signal::INT);

    busy.write_all(b"line\n")?;
    assert_eq!(read_to_end(busy), b"HALF A LINE\n");
    assert!(server.end().0.success());
    Ok(())
}
// ANCHOR_END: second_signal_is_swallowed

// ANCHOR: deadline_holds
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn deadline_holds() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let patience = Duration::from_secs(60 * 60);
    let server = line_server::run(listener, stopped, patience);
    let server = tokio::spawn(server);

    let mut silent = TcpStream::connect(address).await?;
    silent.write_all(b"hello\nhalf a ").await?;
    silent.read_exact(&mut [0; 6]).await?;

    let start = Instant::now();
    drop(stop);
    server.await?;
    assert_eq!(start.elapsed().as_secs(), patience.as_secs());
    Ok(())
}
// ANCHOR_END: deadline_holds

// ANCHOR: tracker_needs_close
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn tracker_needs_close() {
    let tasks = TaskTracker::new();
    let _ = tasks.spawn(async {}).await;
    assert!(tasks.is_empty());

    let an_hour = Duration::from_secs(60 * 60);
    assert!(timeout(an_hour, tasks.wait()).await.is_err());

    tasks.close();
    tasks.wait().await;
}
// ANCHOR_END: tracker_needs_close

// ANCHOR: tracker_forgets
#[tokio::test]
async fn tracker_forgets() {
    let (tracker, mut set) = (TaskTracker::new(), JoinSet::new());
    let mut handles = Vec::new();
    for i in 0..100 {
        tracker.spawn(async move { i });
        handles.push(set.spawn(async move { i }));
    }
    while !tracker.is_empty() || !handles.iter().all(|h| h.is_finished()) {
        yield_now().await;
    }

    assert_eq!(set.len(), 100); // their results, until somebody joins them
    while set.join_next().await.is_some() {}
    assert_eq!(set.len(), 0);
}
// ANCHOR_END: tracker_forgets

// ANCHOR: tracker_drop_detaches
#[tokio::test]
async fn tracker_drop_detaches() {
    let (go, gone) = oneshot::channel();
    let (done, result) = oneshot::channel();
    let tasks = TaskTracker::new();
    tasks.spawn(async move { done.send(gone.await) });

    drop(tasks);

    go.send("still here").unwrap();
    assert_eq!(result.await.unwrap(), Ok("still here"));
}
// ANCHOR_END: tracker_drop_detaches

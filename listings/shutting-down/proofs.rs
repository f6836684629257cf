//! Proofs of the claims about shutting down.

#[cfg(unix)]
use std::io::{Read, Write};
use std::time::Duration;

#[cfg(unix)]
use rustix::process::Signal;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

use crate::support::LIMIT;
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

// ANCHOR: narrow
/// Longer than what the kernels keep of a `narrow` connection.
const LONG: usize = 1024 * 1024;

/// A listener and two connections to it, with small buffers on both sides.
async fn narrow() -> io::Result<(TcpListener, TcpStream, TcpStream)> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(128 * 1024)?; // of what it accepts
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(2)?;
    let client = || async {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(16 * 1024)?;
        socket.connect(listener.local_addr()?).await
    };
    let (one, other) = (client().await?, client().await?);
    Ok((listener, one, other))
}
// ANCHOR_END: narrow

// ANCHOR: late_reader_loses_nothing
#[tokio::test]
async fn late_reader_loses_nothing() -> io::Result<()> {
    let (listener, mut idle, mut busy) = narrow().await?;
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(line_server::run(listener, stopped, LIMIT));
    let mut line = vec![b'x'; LONG];
    line.push(b'\n');
    busy.write_all(&line).await?;
    busy.read_exact(&mut [0]).await?; // the server has read all of the line

    busy.write_all(b"one more\n").await?; // lies in the server's kernel
    drop(stop);
    idle.read_to_end(&mut Vec::new()).await?;
    let _ = busy.write_all(b"and more\n").await; // unaware of the signal

    let mut answer = Vec::new();
    let _ = busy.read_to_end(&mut answer).await;
    assert!(answer == line[1..].to_ascii_uppercase());
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

    let _ = busy.write_all(b"line\n");
    let mut answer = Vec::new();
    let _ = busy.read_to_end(&mut answer);
    assert_eq!(answer, b"HALF A LINE\n");
    drop(busy);
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

    let n = timeout(patience, silent.read(&mut [0])).await??;
    assert_eq!(n, 0); // it is cut off, though the runtime lives
    Ok(())
}
// ANCHOR_END: deadline_holds

// ANCHOR: open_socket_holds
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn open_socket_holds() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let patience = Duration::from_secs(60 * 60);
    let server = tokio::spawn(line_server::run(listener, stopped, patience));

    let mut idle = TcpStream::connect(address).await?;
    idle.write_all(b"hello\n").await?;
    idle.read_exact(&mut [0; 6]).await?;

    let start = Instant::now();
    drop(stop);
    server.await?;
    assert_eq!(start.elapsed().as_secs(), patience.as_secs());
    Ok(())
}
// ANCHOR_END: open_socket_holds

// ANCHOR: cut_off_looks_regular
#[tokio::test]
async fn cut_off_looks_regular() -> io::Result<()> {
    let (listener, _idle, mut slow) = narrow().await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = line_server::run(listener, stopped, Duration::ZERO);
    let server = tokio::spawn(server);
    let mut line = vec![b'x'; LONG];
    line.push(b'\n');
    slow.write_all(&line).await?;
    slow.read_exact(&mut [0]).await?; // the server has read all of the line

    drop(stop);
    server.await?;

    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).await?; // and no error
    assert!(1 + answer.len() < line.len());
    Ok(())
}
// ANCHOR_END: cut_off_looks_regular

// ANCHOR: never_between_two_lines
#[cfg(unix)]
#[test]
fn never_between_two_lines() -> io::Result<()> {
    let server = Server::start_with("line-server", &["30"]);
    let idle = server.connect();
    let mut busy = half_a_line(&server)?;

    server.signal(Signal::TERM);
    assert_eq!(read_to_end(idle), b"");

    for _ in 0..100 {
        busy.write_all(b"line\nhalf a ")?;
        assert!(busy.read_exact(&mut [0; 12]).is_ok());
    }
    Ok(())
}
// ANCHOR_END: never_between_two_lines

// ANCHOR: signal_right_after_the_start
#[cfg(unix)]
#[test]
fn signal_right_after_the_start() {
    for _ in 0..20 {
        let server = Server::start("line-server"); // has read `listening on`
        server.signal(Signal::TERM);
        assert!(server.end().0.success());
    }
}
// ANCHOR_END: signal_right_after_the_start

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

//! Proofs of the claims about shutting down.

#[cfg(unix)]
use std::io::{Read, Write};
use std::{future::pending, time::Duration};

#[cfg(unix)]
use rustix::process::Signal;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::{Notify, oneshot};
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, timeout};
use tokio::{join, select};
use tokio_util::task::TaskTracker;

use crate::allocations;
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
        let server = Server::start("line-server");
        let idle = server.connect();
        let mut busy = half_a_line(&server)?;

        server.signal(signal);
        assert_eq!(read_to_end(idle), b"");
        let refused = std::net::TcpStream::connect(server.address);
        assert!(refused.is_err());

        busy.write_all(b"line\n")?;
        assert_eq!(read_to_end(busy), b"HALF A LINE\n");
        let (status, printed) = server.end();
        assert!(status.success());
        assert!(printed.is_empty(), "{printed:?}");
    }
    Ok(())
}
// ANCHOR_END: begun_line_is_answered

// ANCHOR: told
/// A line server in this process. Each `notify_one` is a signal.
async fn serve(
    listener: TcpListener,
    signal: &Notify,
    patience: Duration,
) -> io::Result<usize> {
    line_server::run(listener, async || signal.notified().await, patience).await
}

/// A listener, and two connections to it. One of them has sent half a line.
async fn two() -> io::Result<(TcpListener, TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let idle = TcpStream::connect(listener.local_addr()?).await?;
    let mut busy = TcpStream::connect(listener.local_addr()?).await?;
    busy.write_all(b"hello\nhalf a ").await?;
    Ok((listener, idle, busy))
}
// ANCHOR_END: told

// ANCHOR: narrow
/// Longer than what the kernels keep of a `narrow` connection.
const LONG: usize = 60 * 1024;

/// A listener and two connections to it, with small buffers on both sides.
async fn narrow() -> io::Result<(TcpListener, TcpStream, TcpStream)> {
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(4096)?; // of what it accepts
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(2)?;
    let client = || async {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(4096)?;
        socket.connect(listener.local_addr()?).await
    };
    let (one, other) = (client().await?, client().await?);
    Ok((listener, one, other))
}
// ANCHOR_END: narrow

// ANCHOR: late_reader_loses_nothing
#[tokio::test]
async fn late_reader_loses_nothing() -> io::Result<()> {
    let (listener, mut idle, mut late) = narrow().await?;
    let signal = &Notify::new();
    let peers = async move {
        let mut line = [&[b'x'; LONG][..], b"\n"].concat();
        late.write_all(&line).await?;
        late.read_exact(&mut [0]).await?; // the server has read all of the line
        late.write_all(b"before\n").await?; // lies in the server's kernel
        signal.notify_one();
        idle.read_to_end(&mut Vec::new()).await?;
        late.write_all(b"after\n").await?; // unaware of the signal

        let mut answers = Vec::new();
        late.read_to_end(&mut answers).await?;
        line.extend(b"before\nafter\n");
        assert!(answers == line[1..].to_ascii_uppercase());
        io::Result::Ok(())
    };

    let (cut, result) = join!(serve(listener, signal, LIMIT), peers);

    assert_eq!(cut?, 0);
    result
}
// ANCHOR_END: late_reader_loses_nothing

// ANCHOR: what_comes_later_is_not_answered
#[tokio::test]
async fn what_comes_later_is_not_answered() -> io::Result<()> {
    let (listener, mut idle, mut busy) = two().await?;
    let signal = &Notify::new();
    let peers = async move {
        busy.read_exact(&mut [0; 6]).await?;
        signal.notify_one();
        idle.read_to_end(&mut Vec::new()).await?;

        let mut answers = Vec::new();
        for _ in 0..4 {
            busy.write_all(b"line\nhalf a ").await?;
            (&mut busy).take(12).read_to_end(&mut answers).await?;
        }
        // When the server looked, another piece may have been there.
        assert!([24, 36].contains(&answers.len()), "{}", answers.len());
        io::Result::Ok(())
    };

    let (cut, result) = join!(serve(listener, signal, LIMIT), peers);

    assert_eq!(cut?, 0);
    result
}
// ANCHOR_END: what_comes_later_is_not_answered

// ANCHOR: idle_peer_gets_a_second
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn idle_peer_gets_a_second() -> io::Result<()> {
    let (listener, mut idle, busy) = two().await?;
    drop(busy);
    let signal = Notify::new();
    let peer = async {
        idle.write_all(b"hello\n").await?;
        idle.read_exact(&mut [0; 6]).await?;
        signal.notify_one();
        idle.read(&mut [0]).await
    };

    let start = Instant::now();
    let (cut, end) = join!(serve(listener, &signal, LIMIT), peer);

    assert_eq!(end?, 0);
    assert_eq!((cut?, start.elapsed().as_secs()), (0, 1)); // `idle` is open
    Ok(())
}
// ANCHOR_END: idle_peer_gets_a_second

// ANCHOR: deadline_is_a_reset
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn deadline_is_a_reset() -> io::Result<()> {
    let (listener, _idle, mut busy) = two().await?;
    let (signal, patience) = (Notify::new(), Duration::from_secs(5));
    let peer = async {
        busy.read_exact(&mut [0; 6]).await?;
        signal.notify_one();
        busy.read(&mut [0]).await
    };

    let start = Instant::now();
    let (cut, end) = join!(serve(listener, &signal, patience), peer);

    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!((cut?, start.elapsed().as_secs()), (1, 5));
    Ok(())
}
// ANCHOR_END: deadline_is_a_reset

// ANCHOR: second_signal_cuts
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn second_signal_cuts() -> io::Result<()> {
    let (listener, mut idle, mut busy) = two().await?;
    let (signal, an_hour) = (Notify::new(), Duration::from_secs(60 * 60));
    let peers = async {
        busy.read_exact(&mut [0; 6]).await?;
        signal.notify_one();
        idle.read_to_end(&mut Vec::new()).await?; // it has heard
        signal.notify_one();
        busy.read(&mut [0]).await
    };

    let start = Instant::now();
    let (cut, end) = join!(serve(listener, &signal, an_hour), peers);

    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(cut? > 0);
    assert_eq!(start.elapsed().as_secs(), 0);
    Ok(())
}
// ANCHOR_END: second_signal_cuts

// ANCHOR: dropped_run_cuts
#[tokio::test]
async fn dropped_run_cuts() -> io::Result<()> {
    let (listener, _idle, mut busy) = two().await?;
    let signal = Notify::new();
    select! {
        _ = serve(listener, &signal, LIMIT) => unreachable!("no signal"),
        heard = busy.read_u8() => assert_eq!(heard?, b'H'),
    }

    let end = timeout(LIMIT, busy.read_to_end(&mut Vec::new())).await?;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    Ok(())
}
// ANCHOR_END: dropped_run_cuts

// ANCHOR: finished_tasks_are_fetched
#[test]
fn finished_tasks_are_fetched() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let server = line_server::run(listener, async || pending().await, LIMIT);
    runtime.spawn(server);

    let visit = || {
        runtime.block_on(async {
            let mut peer = TcpStream::connect(address).await?;
            peer.write_all(b"hello\n").await?;
            peer.read_exact(&mut [0; 6]).await?;
            drop(peer);
            io::Result::Ok(())
        })
    };
    visit()?; // makes room for the next one
    let visits = || (0..200).try_for_each(|_| visit());
    let (cost, result) = allocations(visits);

    assert!(cost.bytes_current < 64 * 1024);
    result
}
// ANCHOR_END: finished_tasks_are_fetched

// ANCHOR: signal_is_caught_for_good
#[cfg(target_os = "linux")]
#[tokio::test]
async fn signal_is_caught_for_good() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    drop(signal(SignalKind::user_defined1())?);

    let status = std::fs::read_to_string("/proc/self/status")?;
    let caught = status.split("SigCgt:\t").nth(1).unwrap();
    let caught = u64::from_str_radix(&caught[..16], 16).unwrap();
    let bit = SignalKind::user_defined1().as_raw_value() - 1;
    assert!(caught >> bit & 1 == 1);
    Ok(())
}
// ANCHOR_END: signal_is_caught_for_good

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

//! Proofs of the claims about accepting, most of them on real servers.

#[cfg(target_os = "linux")]
use std::collections::HashSet;
#[cfg(target_os = "linux")]
use std::ffi::OsStr;
#[cfg(unix)]
use std::io::{Read, Write};
#[cfg(target_os = "linux")]
use std::num::NonZeroU16;
#[cfg(target_os = "linux")]
use std::os::fd::{AsFd, AsRawFd};
#[cfg(target_os = "linux")]
use std::process;
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::io::Errno;
#[cfg(target_os = "linux")]
use rustix::process::Signal;
#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
#[cfg(target_os = "linux")]
use tokio::time::timeout;

#[cfg(target_os = "linux")]
use crate::poll_once;
#[cfg(unix)]
use crate::support::Server;
#[cfg(target_os = "linux")]
use crate::support::{LIMIT, program, with_few_files};

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "seats.rs"]
mod server;

// ANCHOR: accept_emfile_kills
#[cfg(unix)]
#[test]
fn accept_emfile_kills() {
    let server = Server::start_with_few_files("open-door", 24);

    let greet = |_| {
        let mut stream = std::net::TcpStream::connect(server.address).ok()?;
        stream.write_all(b"hello\n").ok()?;
        stream.read_exact(&mut [0; 6]).ok()?;
        Some(stream)
    };
    let served: Vec<_> = (0..24).map_while(greet).collect();
    assert!((1..24).contains(&served.len()));

    let (status, printed) = server.end();
    assert_eq!(status.code(), Some(1));
    assert!(printed[0].contains("code: 24"), "{printed:?}"); // `EMFILE`
    for mut stream in served {
        let end = stream.read(&mut [0]);
        assert!(end.is_err() || end.is_ok_and(|n| n == 0));
    }
}
// ANCHOR_END: accept_emfile_kills

// ANCHOR: accept_emfile_at_once
#[cfg(target_os = "linux")]
#[test]
fn accept_emfile_at_once() -> io::Result<()> {
    let mut program = with_few_files("accept-spin", 24);

    let printed = String::from_utf8(program.output()?.stdout);

    // Had one of these waited for something, its second would have passed.
    assert_eq!(printed.as_deref(), Ok("accepted, after 10000 errors\n"));
    Ok(())
}
// ANCHOR_END: accept_emfile_at_once

// ANCHOR: accept_survives
#[cfg(target_os = "linux")]
#[test]
fn accept_survives() -> io::Result<()> {
    let server = Server::start_with_few_files("seats", 24);

    let connect = |_| std::net::TcpStream::connect(server.address).ok();
    let mut crowd: Vec<_> = (0..24).filter_map(connect).collect();
    let report = server.next_line();
    assert!(report.starts_with("cannot accept: "), "{report}");
    assert!(report.ends_with("(os error 24)"), "{report}"); // `EMFILE`

    for _ in 0..100 {
        crowd[0].write_all(b"hello\n")?; // is served as before
        crowd[0].read_exact(&mut [0; 6])?;
    }
    assert_eq!(crowd.len(), 24);
    for mut stream in crowd {
        stream.write_all(b"hello\n")?;
        stream.read_exact(&mut [0; 6])?;
        drop(stream); // makes room for one that waits
    }
    Ok(())
}
// ANCHOR_END: accept_survives

// ANCHOR: log_on_a_full_disk
#[cfg(target_os = "linux")]
#[test]
fn log_on_a_full_disk() -> io::Result<()> {
    let mut command = process::Command::new("sh");
    command.args(["-c", r#"exec "$0" 127.0.0.1:0 2>/dev/full"#]);
    command.arg(program("seats"));
    let server = Server::of(proofread::Process::start(command)?);
    leave_descriptors(&server, 2)?; // a third accept fails, and is reported

    let connect = |_| std::net::TcpStream::connect(server.address).ok();
    let crowd: Vec<_> = (0..20).filter_map(connect).collect();
    let mut served = 0;
    for mut stream in crowd {
        let result = (0..100).try_for_each(|_| {
            stream.write_all(b"time for another one to come\n")?;
            stream.read_exact(&mut [0; 29])
        });
        served += i32::from(result.is_ok());
    }
    assert!(served == 20);
    Ok(())
}
// ANCHOR_END: log_on_a_full_disk

// ANCHOR: queue_is_short
#[cfg(target_os = "linux")]
#[tokio::test]
async fn queue_is_short() -> io::Result<()> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let default = TcpListener::bind("127.0.0.1:0").await?;
    for (listener, places) in [(socket.listen(3)?, 3), (default, 128)] {
        let address = listener.local_addr()?;
        let mut here = Vec::new();
        for _ in 0..=places {
            here.push(TcpStream::connect(address).await?);
        }
        let mut late = std::pin::pin!(TcpStream::connect(address));
        assert!(poll_once(late.as_mut()).is_pending());
        listener.accept().await?;
        let next = TcpStream::connect(address).await?; // takes the place
        for _ in 0..places {
            listener.accept().await?;
        }
        let (_, peer) = listener.accept().await?;
        assert!(peer == next.local_addr()?);
        late.await?; // its kernel has tried again after a second
    }
    Ok(())
}
// ANCHOR_END: queue_is_short

// ANCHOR: restart_needs_reuseaddr
#[cfg(unix)]
#[tokio::test]
async fn restart_needs_reuseaddr() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut peer = TcpStream::connect(address).await?;
    drop(listener.accept().await?); // the server closes first
    peer.read_to_end(&mut Vec::new()).await?;
    drop((peer, listener));

    let socket = tokio::net::TcpSocket::new_v4()?;
    let result = socket.bind(address).map_err(|error| error.kind());
    assert_eq!(result, Err(io::ErrorKind::AddrInUse));

    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    drop(socket);
    TcpListener::bind(address).await?; // has set it by itself
    Ok(())
}
// ANCHOR_END: restart_needs_reuseaddr

// ANCHOR: reuseaddr_from_the_first
#[cfg(target_os = "linux")]
#[tokio::test]
async fn reuseaddr_from_the_first() -> io::Result<()> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse().unwrap())?;
    let listener = socket.listen(16)?;
    let address = listener.local_addr()?;
    let mut peer = TcpStream::connect(address).await?;
    drop(listener.accept().await?); // the server closes first
    peer.read_to_end(&mut Vec::new()).await?;
    drop((peer, listener));

    let result = TcpListener::bind(address).await; // sets it by itself
    let result = result.map(drop).map_err(|error| error.kind());
    assert_eq!(result, Err(io::ErrorKind::AddrInUse));
    Ok(())
}
// ANCHOR_END: reuseaddr_from_the_first

// ANCHOR: backlog_keeps_bytes
#[tokio::test]
async fn backlog_keeps_bytes() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;

    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    peer.write_all(b"hello").await?;
    drop(peer);

    let (mut stream, _) = listener.accept().await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    assert_eq!(received, b"hello");
    Ok(())
}
// ANCHOR_END: backlog_keeps_bytes

// ANCHOR: accept_after_reset
#[cfg(target_os = "linux")]
#[tokio::test]
async fn accept_after_reset() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;

    for (sent, write_first) in [("", false), ("hello", false), ("hello", true)]
    {
        let mut peer = TcpStream::connect(listener.local_addr()?).await?;
        peer.write_all(sent.as_bytes()).await?;
        peer.set_zero_linger()?;
        drop(peer); // resets the connection, which nobody has accepted

        let (mut stream, _) = listener.accept().await?;
        let result = if write_first {
            stream.write(b"hello").await
        } else {
            stream.read_exact(&mut vec![0; sent.len()]).await?;
            stream.read(&mut [0]).await
        };
        let result = result.map_err(|error| error.kind());
        assert_eq!(result, Err(io::ErrorKind::ConnectionReset));
    }
    Ok(())
}
// ANCHOR_END: accept_after_reset

// ANCHOR: accept_broken_listener
#[cfg(target_os = "linux")]
#[tokio::test]
async fn accept_broken_listener() -> io::Result<()> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?; // and no `listen`
    let socket = socket.as_fd().try_clone_to_owned()?;
    let listener = TcpListener::from_std(socket.into())?;

    for _ in 0..10 {
        let error = listener.accept().await.err();
        let kind = error.map(|error| error.kind());
        assert_eq!(kind, Some(io::ErrorKind::InvalidInput));
    }
    Ok(())
}
// ANCHOR_END: accept_broken_listener

// ANCHOR: leave_descriptors
/// From now on, `server` can open so many more files and sockets.
#[cfg(target_os = "linux")]
fn leave_descriptors(server: &Server, count: usize) -> io::Result<()> {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    let mut open = HashSet::new();
    for file in std::fs::read_dir(format!("/proc/{}/fd", server.id()))? {
        open.insert(file?.file_name());
    }
    // The system gives out the lowest number that is free.
    let is_free = |fd: &u64| !open.contains(OsStr::new(&fd.to_string()));
    let end = (0..).filter(is_free).nth(count);
    let limit = Rlimit {
        current: end,
        maximum: end,
    };
    let process = Pid::from_raw(server.id().cast_signed());
    prlimit(process, Resource::Nofile, limit)?;
    Ok(())
}
// ANCHOR_END: leave_descriptors

// ANCHOR: semaphore_before_accept
#[cfg(target_os = "linux")]
#[test]
fn semaphore_before_accept() -> io::Result<()> {
    let server = Server::start_with("seats", &["2"]);
    leave_descriptors(&server, 2)?; // a third accept would fail, and be told
    let crowd = [(); 20].map(|()| server.connect());

    for mut stream in crowd {
        for _ in 0..100 {
            stream.write_all(b"time for another one to come\n")?;
            stream.read_exact(&mut [0; 29])?;
        }
        drop(stream);
    }

    server.signal(Signal::KILL);
    let (_, printed) = server.end();
    assert_eq!(printed.first(), None);
    Ok(())
}
// ANCHOR_END: semaphore_before_accept

// ANCHOR: panic_gives_seat_back
#[tokio::test]
async fn panic_gives_seat_back() {
    let seats = Arc::new(Semaphore::new(1));
    let seat = seats.clone().acquire_owned().await.unwrap();

    let task = tokio::spawn(async move {
        let _seat = seat;
        std::panic::resume_unwind(Box::new(())); // a panic without a report
    });

    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(seats.available_permits(), 1);
}
// ANCHOR_END: panic_gives_seat_back

// ANCHOR: broken_listener_ends_it
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn broken_listener_ends_it() -> io::Result<()> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?; // and no `listen`
    let socket = socket.as_fd().try_clone_to_owned()?;
    let (pipe, writer) = std::io::pipe()?;
    drop(writer); // so that a read would not wait

    for (not_listening, code) in
        [(socket, Errno::INVAL), (pipe.into(), Errno::NOTSOCK)]
    {
        let listener = std::net::TcpListener::from(not_listening);
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let end = server::accept(listener, NonZeroU16::MIN);
        let error = timeout(LIMIT, end).await.expect("an end");
        assert_eq!(Errno::from_io_error(&error), Some(code));
    }
    Ok(())
}
// ANCHOR_END: broken_listener_ends_it

// ANCHOR: whom_an_error_is_about
#[cfg(target_os = "linux")]
#[tokio::test]
async fn whom_an_error_is_about() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let about = |code: Errno| {
        let error = io::Error::from(code);
        let of_peer = server::is_of_peer(&error);
        (of_peer, server::is_of_listener(&error, &listener))
    };

    let network = [Errno::NETDOWN, Errno::NETUNREACH, Errno::HOSTUNREACH];
    for of_peer in [&[Errno::CONNABORTED], &network[..]].concat() {
        assert_eq!(about(of_peer), (true, false), "{of_peer}");
    }
    let machine = [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM];
    let others = [Errno::PROTO, Errno::NOPROTOOPT, Errno::HOSTDOWN];
    let others = [&others[..], &[Errno::NONET, Errno::OPNOTSUPP]].concat();
    for pausing in [&machine[..], &others].concat() {
        assert_eq!(about(pausing), (false, false), "{pausing}");
    }
    assert_eq!(about(Errno::INVAL), (false, true));
    Ok(())
}
// ANCHOR_END: whom_an_error_is_about

// ANCHOR: unread_log_hangs
#[cfg(target_os = "linux")]
#[test]
fn unread_log_hangs() -> io::Result<()> {
    let (mut reader, pipe) = std::io::pipe()?; // which nobody reads
    let file = format!("/proc/{}/fd/{}", process::id(), pipe.as_raw_fd());
    let mut command = process::Command::new("sh");
    command.args(["-c", r#"exec "$0" 127.0.0.1:0 2>"$1""#]);
    command.arg(program("seats")).arg(file);
    let server = Server::of(proofread::Process::start(command)?);
    let greet_and_reset = || {
        let mut stream = server.connect();
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"hello\n")?;
        stream.read_exact(&mut [0; 6])?;
        SockRef::from(&stream).set_linger(Some(Duration::ZERO))
    };

    let mut served = (0..10_000).take_while(|_| greet_and_reset().is_ok());
    assert!(served.by_ref().count() < 10_000);

    reader.read_exact(&mut [0; 4096])?;
    greet_and_reset() // is answered again
}
// ANCHOR_END: unread_log_hangs

//! Proofs of the claims about readiness.

#[cfg(target_os = "linux")]
use std::fs::{self, File};
use std::io::ErrorKind;
use std::mem::MaybeUninit;
use std::task::Poll;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use rustix::io::{ioctl_fionbio, ioctl_fionread};
use socket2::SockRef;
#[cfg(target_os = "linux")]
use tokio::io::unix::AsyncFd;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, Interest};
#[cfg(unix)]
use tokio::net::TcpListener;
#[cfg(target_os = "linux")]
use tokio::net::{TcpSocket, TcpStream};

use tokio_test::task;

use crate::{connected, count_pending, poll_once};

// ANCHOR: readable_stays
#[tokio::test]
async fn readable_stays() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"hello").await?;
    near.readable().await?;

    for expected in [Ok(5), Err(ErrorKind::WouldBlock)] {
        for _ in 0..1000 {
            assert!(poll_once(near.readable()).is_ready());
        }
        let result = near.try_read(&mut [0; 64]);
        assert_eq!(result.map_err(|error| error.kind()), expected);
    }
    assert!(poll_once(near.readable()).is_pending());
    Ok(())
}
// ANCHOR_END: readable_stays

// ANCHOR: writable_stays
#[tokio::test]
async fn writable_stays() -> io::Result<()> {
    let (near, _far) = connected().await?; // and nobody reads

    let chunk = [0; 64 * 1024];
    while near.try_write(&chunk).is_ok() {
        assert!(poll_once(near.writable()).is_ready());
    }
    assert!(poll_once(near.writable()).is_pending());
    Ok(())
}
// ANCHOR_END: writable_stays

// ANCHOR: readable_for_many
#[tokio::test]
async fn readable_for_many() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let mut waiting = [(); 3].map(|()| task::spawn(near.readable()));
    for it in &mut waiting {
        assert!(it.poll().is_pending());
    }

    far.write_all(b"hello").await?;
    near.readable().await?; // the runtime has asked the kernel
    assert!(waiting.iter().all(|it| it.is_woken()));
    drop(waiting);
    assert_eq!(near.try_read(&mut [0; 64])?, 5);
    Ok(())
}
// ANCHOR_END: readable_for_many

// ANCHOR: short_read
#[cfg(target_os = "linux")]
#[tokio::test]
async fn short_read() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    for (room, is_ready) in [(6, false), (5, true)] {
        far.write_all(b"hello").await?;
        near.readable().await?;
        assert_eq!(near.read(&mut vec![0; room]).await?, 5);
        assert_eq!(poll_once(near.readable()).is_ready(), is_ready);
    }
    Ok(())
}
// ANCHOR_END: short_read

// ANCHOR: readable_no_turn
#[tokio::test]
async fn readable_no_turn() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    far.write_all(&[b'x'; 1000]).await?;
    near.readable().await?;

    let (pending, ()) = count_pending(async {
        for _ in 0..500 {
            near.readable().await.unwrap();
            near.try_read(&mut [0]).unwrap(); // one byte, and more are there
        }
    })
    .await;
    assert!(pending == 0);

    let (pending, ()) = count_pending(async {
        for _ in 0..500 {
            near.read_u8().await.unwrap();
        }
    })
    .await;
    assert!(pending > 0);
    Ok(())
}
// ANCHOR_END: readable_no_turn

// ANCHOR: readable_at_the_end
#[tokio::test]
async fn readable_at_the_end() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.shutdown().await?;
    near.readable().await?;

    for _ in 0..1000 {
        assert_eq!(near.try_read(&mut [0])?, 0);
        assert!(poll_once(near.readable()).is_ready());
    }
    Ok(())
}
// ANCHOR_END: readable_at_the_end

// ANCHOR: accepted_starts_ready
#[tokio::test]
async fn accepted_starts_ready() -> io::Result<()> {
    let (connected, accepted) = connected().await?;

    for (stream, is_ready) in [(&connected, false), (&accepted, true)] {
        assert_eq!(poll_once(stream.readable()).is_ready(), is_ready);
        let error = stream.try_read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(poll_once(stream.readable()).is_pending());
    }
    Ok(())
}
// ANCHOR_END: accepted_starts_ready

// ANCHOR: try_read_asks_the_note
#[tokio::test] // on one thread, so nobody else asks the kernel
async fn try_read_asks_the_note() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"hello").await?;

    let kernel = SockRef::from(&near);
    kernel.set_nonblocking(false)?;
    kernel.peek(&mut [MaybeUninit::uninit()])?; // blocks until they are there
    kernel.set_nonblocking(true)?;

    let result = near.try_read(&mut [0; 5]).map_err(|error| error.kind());
    assert_eq!(result, Err(ErrorKind::WouldBlock));
    near.readable().await?;
    assert_eq!(near.try_read(&mut [0; 5])?, 5);
    Ok(())
}
// ANCHOR_END: try_read_asks_the_note

// ANCHOR: peek_does_not_wait
#[tokio::test]
async fn peek_does_not_wait() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"h").await?;
    near.readable().await?;

    let mut buffer = [0; 16];
    for _ in 0..1000 {
        let peek = poll_once(near.peek(&mut buffer));
        assert!(matches!(peek, Poll::Ready(Ok(1))));
    }
    near.try_read(&mut buffer)?;
    far.shutdown().await?;
    assert_eq!(near.peek(&mut buffer).await?, 0);
    Ok(())
}
// ANCHOR_END: peek_does_not_wait

// ANCHOR: head_and_rest
#[tokio::test]
async fn head_and_rest() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    far.write_all(b"hello").await?;
    far.shutdown().await?;

    let mut head = [0; 3];
    near.read_exact(&mut head).await?; // waits for all three
    let mut message = Vec::new();
    (&head[..]).chain(near).read_to_end(&mut message).await?;
    assert_eq!(message, b"hello");
    Ok(())
}
// ANCHOR_END: head_and_rest

// ANCHOR: ready_for_either
#[tokio::test]
async fn ready_for_either() -> io::Result<()> {
    let (near, _far) = connected().await?;

    let either = Interest::READABLE | Interest::WRITABLE;
    for _ in 0..1000 {
        let ready = poll_once(near.ready(either))?;
        assert!(matches!(ready, Poll::Ready(it) if it.is_writable()));
    }
    Ok(())
}
// ANCHOR_END: ready_for_either

// ANCHOR: try_io_tells_tokio
#[tokio::test]
async fn try_io_tells_tokio() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"hello").await?;
    near.readable().await?;

    let kernel = SockRef::from(&near);
    let mut buffer = [MaybeUninit::uninit(); 64];
    assert_eq!(kernel.recv(&mut buffer)?, 5);
    let mut recv = || kernel.recv(&mut buffer);
    assert_eq!(recv().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert!(poll_once(near.readable()).is_ready());

    assert!(near.try_io(Interest::READABLE, &mut recv).is_err());
    assert!(poll_once(near.readable()).is_pending());
    Ok(())
}
// ANCHOR_END: try_io_tells_tokio

// ANCHOR: try_io_of_both
#[tokio::test]
async fn try_io_of_both() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"hello").await?;
    near.readable().await?;

    let both = Interest::READABLE | Interest::WRITABLE;
    let mut calls = 0;
    let result = near.try_io(both, || {
        calls += 1;
        Ok(())
    });
    let error = result.unwrap_err();
    assert_eq!((error.kind(), calls), (ErrorKind::WouldBlock, 0));
    assert!(poll_once(near.readable()).is_ready());
    Ok(())
}
// ANCHOR_END: try_io_of_both

// ANCHOR: from_std_blocking
#[cfg(unix)]
#[tokio::test]
async fn from_std_blocking() -> io::Result<()> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;

    let given = tokio::spawn(async { TcpListener::from_std(listener) });
    let has_panicked = given.await.is_err();
    assert_eq!(has_panicked, cfg!(debug_assertions));
    Ok(())
}
// ANCHOR_END: from_std_blocking

// ANCHOR: blocking_accept
#[cfg(target_os = "linux")]
#[tokio::test]
async fn blocking_accept() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let limit = Duration::from_millis(20);
    let kernel = SockRef::from(&listener);
    kernel.set_nonblocking(false)?;
    kernel.set_read_timeout(Some(limit))?; // or it would block for ever

    let _peer = TcpStream::connect(listener.local_addr()?).await?;
    listener.accept().await?;

    let start = Instant::now();
    assert!(poll_once(listener.accept()).is_pending());
    assert!(start.elapsed() > limit / 2);
    Ok(())
}
// ANCHOR_END: blocking_accept

// ANCHOR: into_std_nonblocking
#[cfg(unix)]
#[tokio::test]
async fn into_std_nonblocking() -> io::Result<()> {
    let (near, _far) = connected().await?;

    let near = near.into_std()?;
    assert!(SockRef::from(&near).nonblocking()?);
    let error = std::io::Read::read(&mut &near, &mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    Ok(())
}
// ANCHOR_END: into_std_nonblocking

// ANCHOR: options_are_inherited
#[cfg(target_os = "linux")]
#[tokio::test]
async fn options_are_inherited() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(32 * 1024)?;
    socket.set_nodelay(true)?;
    socket.set_keepalive(true)?;
    socket.bind("127.0.0.1:0".parse().unwrap())?;
    let listener = socket.listen(16)?;

    let peer = TcpStream::connect(listener.local_addr()?).await?;
    SockRef::from(&listener).set_tcp_nodelay(false)?; // too late for it
    let (stream, _) = listener.accept().await?;

    let [ours, theirs] = [SockRef::from(&stream), SockRef::from(&peer)];
    assert_eq!(ours.recv_buffer_size()?, 64 * 1024); // Linux doubles it
    assert!(ours.tcp_nodelay()? && ours.keepalive()?);
    assert!(!theirs.tcp_nodelay()? && !theirs.keepalive()?);
    Ok(())
}
// ANCHOR_END: options_are_inherited

// ANCHOR: async_fd_no_files
#[cfg(target_os = "linux")]
#[tokio::test]
async fn async_fd_no_files() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?.into_temp_path();

    for path in [&*file, "/".as_ref(), "/dev/null".as_ref()] {
        let inner = File::open(path)?;
        // SAFETY: `inner` owns its descriptor, and keeps it.
        let result = unsafe { AsyncFd::register(inner) }.map(drop);
        let error = io::Error::from(result.unwrap_err());
        assert_eq!(error.kind(), ErrorKind::PermissionDenied); // `EPERM`
    }
    Ok(())
}
// ANCHOR_END: async_fd_no_files

// ANCHOR: watch_goes_with_the_file
#[cfg(target_os = "linux")]
#[test]
fn watch_goes_with_the_file() -> io::Result<()> {
    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    let folder = tempfile::tempdir()?;
    let [name, new] = ["name", "new"].map(|it| folder.path().join(it));
    fs::write(&name, "old")?;
    fs::write(&new, "new")?;
    let mut changes = File::from(init(CreateFlags::CLOEXEC)?);
    add_watch(&changes, &name, WatchFlags::CLOSE_WRITE)?;

    fs::rename(new, &name)?;
    let event = ioctl_fionread(&changes)?;
    assert!(event > 0);
    std::io::Read::read(&mut changes, &mut [0; 1024])?;
    fs::write(&name, "newer")?;
    assert_eq!(ioctl_fionread(&changes)?, 0);
    Ok(())
}
// ANCHOR_END: watch_goes_with_the_file

// ANCHOR: async_fd_note
#[cfg(target_os = "linux")]
#[tokio::test]
async fn async_fd_note() -> io::Result<()> {
    use std::io::{Read, Write};
    let (inner, mut writer) = std::io::pipe()?;
    ioctl_fionbio(&inner, true)?; // non-blocking
    // SAFETY: `inner` owns its descriptor, and keeps it.
    let reader = unsafe { AsyncFd::register(inner) }?;

    writer.write_all(b"hello")?;
    drop(reader.readable().await?);
    let mut buffer = [0; 64];
    assert_eq!(reader.get_ref().read(&mut buffer)?, 5);
    let error = reader.get_ref().read(&mut buffer).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert!(poll_once(reader.readable()).is_ready());

    let mut guard = reader.readable().await?;
    let result = guard.try_io(|inner| inner.get_ref().read(&mut buffer));
    assert!(result.is_err()); // and the note is gone
    assert!(poll_once(reader.readable()).is_pending());
    Ok(())
}
// ANCHOR_END: async_fd_note

// ANCHOR: async_fd_cleared_too_early
#[cfg(target_os = "linux")]
#[tokio::test]
async fn async_fd_cleared_too_early() -> io::Result<()> {
    use std::io::{Read, Write};
    let (inner, mut writer) = std::io::pipe()?;
    let (other, mut last) = std::io::pipe()?;
    // SAFETY: each of them owns its descriptor, and keeps it.
    let reader = unsafe { AsyncFd::register(inner) }?;
    let other = unsafe { AsyncFd::register(other) }?;

    writer.write_all(b"hello")?;
    let mut guard = reader.readable().await?;
    assert_eq!(guard.get_inner().read(&mut [0; 2])?, 2);
    guard.clear_ready(); // no attempt has failed: three bytes are left

    last.write_all(b"!")?;
    drop(other.readable().await?); // the runtime has asked the kernel
    assert!(poll_once(reader.readable()).is_pending());
    Ok(())
}
// ANCHOR_END: async_fd_cleared_too_early

//! Proofs of the claims about datagrams and local sockets.

use std::collections::BTreeSet;
#[cfg(unix)]
use std::fs::{self, File};
#[cfg(unix)]
use std::io::ErrorKind;
#[cfg(target_os = "linux")]
use std::net::Shutdown;
#[cfg(unix)]
use std::path::Path;
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::io::Errno;
#[cfg(target_os = "linux")]
use socket2::SockRef;
use tokio::io;
#[cfg(target_os = "linux")]
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
#[cfg(unix)]
use tokio::net::{UnixDatagram, UnixListener, UnixStream};
use tokio::task::JoinSet;
#[cfg(target_os = "linux")]
use tokio::time::timeout;
#[cfg(unix)]
use tokio_util::bytes::{Buf, BytesMut};

use crate::poll_once;

// ANCHOR: sockets
/// Two sockets of this machine, each connected to the other.
async fn sockets() -> io::Result<(UdpSocket, UdpSocket)> {
    let near = UdpSocket::bind("127.0.0.1:0").await?;
    let far = UdpSocket::bind("127.0.0.1:0").await?;
    near.connect(far.local_addr()?).await?;
    far.connect(near.local_addr()?).await?;
    Ok((near, far))
}
// ANCHOR_END: sockets

// ANCHOR: datagram_cut
#[cfg(unix)]
#[tokio::test]
async fn datagram_cut() -> io::Result<()> {
    let (near, far) = sockets().await?;

    for (length, room) in [(10, 4), (10, 9), (10, 0), (1000, 1), (9000, 8999)] {
        far.send(&vec![b'x'; length]).await?;
        far.send(b"next").await?;
        let n = near.recv(&mut vec![0; room]).await?;
        assert_eq!(n, room);

        let mut buffer = [0; 64];
        let n = near.recv(&mut buffer).await?;
        assert_eq!(buffer[..n].escape_ascii().to_string(), "next");
    }
    Ok(())
}
// ANCHOR_END: datagram_cut

// ANCHOR: empty_datagram
#[tokio::test]
async fn empty_datagram() -> io::Result<()> {
    let near = UdpSocket::bind("127.0.0.1:0").await?;
    let far = UdpSocket::bind("127.0.0.1:0").await?;
    let address = near.local_addr()?;

    far.send_to(b"", address).await?;
    assert_eq!(near.recv(&mut [0; 64]).await?, 0);

    drop(far); // and `near` hears nothing of it
    let other = UdpSocket::bind("127.0.0.1:0").await?;
    other.send_to(b"next", address).await?;
    assert_eq!(near.recv(&mut [0; 64]).await?, 4);
    Ok(())
}
// ANCHOR_END: empty_datagram

// ANCHOR: recv_buf_room
#[cfg(unix)]
#[tokio::test]
async fn recv_buf_room() -> io::Result<()> {
    let (near, far) = sockets().await?;

    let mut buffer = Vec::with_capacity(2048);
    for expected in [1000, 1000, 48] {
        far.send(&[b'x'; 1000]).await?;
        assert_eq!(near.recv_buf(&mut buffer).await?, expected);
    }

    let mut bytes = BytesMut::with_capacity(2048);
    for expected in [1000, 1000, 48] {
        bytes.clear();
        far.send(&[b'x'; 1000]).await?;
        let n = near.recv_buf(&mut bytes).await?;
        assert_eq!(n, expected);
        bytes.advance(n); // takes the room as well
    }
    Ok(())
}
// ANCHOR_END: recv_buf_room

// ANCHOR: datagram_too_large
#[cfg(target_os = "linux")]
#[tokio::test]
async fn datagram_too_large() -> io::Result<()> {
    let (near, far) = sockets().await?;

    for length in [0, 1, 1472, 1473, 65_507] {
        assert_eq!(far.send(&vec![b'x'; length]).await?, length);
        assert_eq!(near.recv(&mut vec![0; 65_507]).await?, length);
    }
    for length in [65_508, 65_536, 1_000_000] {
        let error = far.send(&vec![b'x'; length]).await.unwrap_err();
        let expected = Errno::MSGSIZE.raw_os_error();
        assert_eq!(error.raw_os_error(), Some(expected));
    }
    Ok(())
}
// ANCHOR_END: datagram_too_large

// ANCHOR: full_receiver_drops
#[cfg(target_os = "linux")]
#[tokio::test]
async fn full_receiver_drops() -> io::Result<()> {
    let (near, far) = sockets().await?;
    SockRef::from(&near).set_recv_buffer_size(4096)?;

    for length in [1, 100, 1000] {
        let message = vec![b'x'; length];
        let mut buffer = vec![0; length];
        far.send(&message).await?;
        near.readable().await?;

        let mut received = 0;
        for _ in 1..1000 {
            assert_eq!(far.send(&message).await?, length);
        }
        while near.try_recv(&mut buffer).is_ok() {
            received += 1;
        }
        assert!((1..1000).contains(&received), "{received}");
    }
    Ok(())
}
// ANCHOR_END: full_receiver_drops

// ANCHOR: shared_socket
#[tokio::test]
async fn shared_socket() -> io::Result<()> {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await?);
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let socket = Arc::clone(&socket);
        tasks.spawn(async move {
            let mut buffer = [0];
            socket.recv_from(&mut buffer).await.map(|_| buffer[0])
        });
    }
    tokio::task::yield_now().await; // all of them wait

    for number in 0..20 {
        socket.send_to(&[number], socket.local_addr()?).await?;
    }
    let mut numbers = BTreeSet::new();
    while let Some(number) = tasks.join_next().await {
        numbers.insert(number??);
    }
    assert_eq!(numbers.len(), 20);
    Ok(())
}
// ANCHOR_END: shared_socket

// ANCHOR: recv_cancelled
#[tokio::test]
async fn recv_cancelled() -> io::Result<()> {
    let (near, far) = sockets().await?;

    for number in 0..100 {
        assert!(poll_once(near.recv_from(&mut [0])).is_pending()); // dropped
        far.send(&[number]).await?;
        let mut buffer = [0];
        near.recv_from(&mut buffer).await?;
        assert_eq!(buffer, [number]);
    }
    Ok(())
}
// ANCHOR_END: recv_cancelled

// ANCHOR: connect_filters
#[cfg(target_os = "linux")]
#[tokio::test]
async fn connect_filters() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let address = socket.local_addr()?;
    let stranger = UdpSocket::bind("127.0.0.1:0").await?;
    let peer = UdpSocket::bind("127.0.0.1:0").await?;

    stranger.send_to(b"too early", address).await?;
    socket.connect(peer.local_addr()?).await?;
    stranger.send_to(b"a stranger", address).await?;
    peer.send_to(b"the peer", address).await?;

    for expected in ["too early", "the peer"] {
        let mut buffer = [0; 64];
        let n = socket.recv(&mut buffer).await?;
        assert_eq!(buffer[..n].escape_ascii().to_string(), expected);
    }
    Ok(())
}
// ANCHOR_END: connect_filters

// ANCHOR: refused_later
#[cfg(target_os = "linux")]
#[tokio::test]
async fn refused_later() -> io::Result<()> {
    let (near, _far) = sockets().await?;
    let nowhere = near.local_addr()?; // takes nothing from others than `_far`
    let socket = UdpSocket::bind("127.0.0.1:0").await?;

    socket.send_to(b"hello", nowhere).await?;
    let friend = UdpSocket::bind("127.0.0.1:0").await?;
    friend.send_to(b"hello", socket.local_addr()?).await?;
    assert_eq!(socket.recv(&mut [0; 64]).await?, 5);

    socket.connect(nowhere).await?;
    for _ in 0..3 {
        assert_eq!(socket.send(b"hello").await?, 5);
        let error = socket.recv(&mut [0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    Ok(())
}
// ANCHOR_END: refused_later

// ANCHOR: unix_datagram_waits
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_datagram_waits() -> io::Result<()> {
    let (near, far) = UnixDatagram::pair()?;
    far.writable().await?;

    let mut sent = 0_u32;
    while sent < 10_000 && poll_once(far.send(&sent.to_be_bytes())).is_ready() {
        sent += 1;
    }
    assert!(sent < 10_000, "it did not wait");
    let sending = async { far.send(&sent.to_be_bytes()).await };
    let receiving = async {
        for number in 0..=sent {
            let mut buffer = [0; 4];
            near.recv(&mut buffer).await?;
            assert_eq!(u32::from_be_bytes(buffer), number);
        }
        Ok(())
    };
    tokio::try_join!(sending, receiving)?;
    Ok(())
}
// ANCHOR_END: unix_datagram_waits

// ANCHOR: unix_datagram_no_end
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_datagram_no_end() -> io::Result<()> {
    let (near, far) = UnixDatagram::pair()?;
    drop(far);
    let error = near.send(b"hello").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    let mut buffer = [0; 64];
    let receiving = near.recv(&mut buffer);
    let waiting = timeout(Duration::from_millis(10), receiving);
    assert!(waiting.await.is_err(), "it did not wait");
    Ok(())
}
// ANCHOR_END: unix_datagram_no_end

// ANCHOR: unix_datagram_shutdown
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_datagram_shutdown() -> io::Result<()> {
    for how in [Shutdown::Read, Shutdown::Both] {
        let (near, far) = UnixDatagram::pair()?;
        near.shutdown(how)?;
        let error = far.send(b"hello").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        let mut buffer = [0; 64];
        let receiving = far.recv(&mut buffer);
        let waiting = timeout(Duration::from_millis(10), receiving);
        assert!(waiting.await.is_err(), "it did not wait");

        for _ in 0..1000 {
            near.readable().await?; // so a `recv` would go round for ever
            let error = near.try_recv(&mut buffer).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
        }
    }
    Ok(())
}
// ANCHOR_END: unix_datagram_shutdown

// ANCHOR: unix_datagram_unbound
#[cfg(unix)]
#[tokio::test]
async fn unix_datagram_unbound() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("server");
    let server = UnixDatagram::bind(&path)?;

    let client = UnixDatagram::unbound()?;
    client.send_to(b"who am I?", &path).await?;
    let (_, sender) = server.recv_from(&mut [0; 64]).await?;
    assert!(sender.as_pathname().is_none());
    Ok(())
}
// ANCHOR_END: unix_datagram_unbound

// ANCHOR: socket_file_stays
#[cfg(unix)]
#[tokio::test]
async fn socket_file_stays() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("socket");

    for _ in 0..3 {
        drop(UnixListener::bind(&path)?);
        let error = UnixListener::bind(&path).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
        let error = UnixStream::connect(&path).await.map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        fs::remove_file(&path)?;
    }
    Ok(())
}
// ANCHOR_END: socket_file_stays

// ANCHOR: removed_under_a_server
#[cfg(unix)]
#[tokio::test]
async fn removed_under_a_server() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("socket");
    let first = UnixListener::bind(&path)?;
    fs::remove_file(&path)?;
    let second = UnixListener::bind(&path)?;

    for _ in 0..10 {
        let _client = UnixStream::connect(&path).await?;
        tokio::select! {
            biased;
            _ = first.accept() => panic!("the first was asked"),
            accepted = second.accept() => drop(accepted?),
        }
    }
    Ok(())
}
// ANCHOR_END: removed_under_a_server

// ANCHOR: bind
/// Binds, unless a server at this path holds the lock.
#[cfg(unix)]
fn bind(path: &Path) -> io::Result<(UnixListener, File)> {
    let lock = File::create(path.with_added_extension("lock"))?;
    lock.try_lock()?; // ①
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok((UnixListener::bind(path)?, lock)), // ②
    }
}
// ANCHOR_END: bind

// ANCHOR: one_server
#[cfg(unix)]
#[tokio::test]
async fn one_server() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("socket");

    for _ in 0..3 {
        let (listener, _lock) = bind(&path)?;
        let error = bind(&path).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        let _client = UnixStream::connect(&path).await?;
        listener.accept().await?; // as before
        bind(&path.with_extension("other"))?; // has a lock of its own
    }
    assert!(path.exists());
    Ok(())
}
// ANCHOR_END: one_server

// ANCHOR: unix_names
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_names() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |length: usize| {
        let folder = format!("{}/", folder.path().display());
        format!("{folder:x<length$}")
    };
    drop(UnixListener::bind(path(107))?);
    let error = UnixListener::bind(path(108)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);

    let name = format!("\0{}", path(60));
    for _ in 0..3 {
        let _listener = UnixListener::bind(&name)?;
        UnixStream::connect(&name).await?;
    }
    let error = UnixStream::connect(&name).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    Ok(())
}
// ANCHOR_END: unix_names

// ANCHOR: unix_last_word
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_last_word() -> io::Result<()> {
    for unread in ["?", &"?".repeat(10_000)] {
        let (mut near, mut far) = UnixStream::pair()?;
        near.write_all(unread.as_bytes()).await?;
        far.write_all(b"good-bye").await?;
        drop(far);

        let mut received = Vec::new();
        let error = near.read_to_end(&mut received).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(received, b"good-bye");
    }
    Ok(())
}
// ANCHOR_END: unix_last_word

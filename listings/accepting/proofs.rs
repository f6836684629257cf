//! Proofs of the claims about accepting, most of them on real servers.

use std::io::{Read, Write};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::Server;
#[cfg(target_os = "linux")]
use crate::support::with_few_files;

// ANCHOR: accept_emfile_kills
#[cfg(unix)]
#[test]
fn accept_emfile_kills() {
    let server = Server::start_with_few_files("echo-server", 24);

    let mut served = [(); 4].map(|()| server.connect());
    for stream in &mut served {
        stream.write_all(b"hello").unwrap();
        stream.read_exact(&mut [0; 5]).unwrap();
    }
    let connect = |_| std::net::TcpStream::connect(server.address).ok();
    let _crowd: Vec<_> = (0..24).map_while(connect).collect();

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
    let server = Server::start_with_few_files("echo-server-survivor", 24);

    let mut crowd = [(); 24].map(|()| server.connect()); // more than it can hold
    for stream in &mut crowd {
        stream.write_all(b"hello")?;
    }
    let report = server.next_line();
    assert!(report.starts_with("cannot accept: "), "{report}");
    assert!(report.ends_with("(os error 24)"), "{report}"); // `EMFILE`

    // Each one that leaves makes room for one that waits.
    for mut stream in crowd {
        stream.read_exact(&mut [0; 5])?;
    }
    Ok(())
}
// ANCHOR_END: accept_survives

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

    let peer = TcpStream::connect(listener.local_addr()?).await?;
    peer.set_zero_linger()?;
    drop(peer); // resets the connection, which nobody has accepted

    let (mut stream, _) = listener.accept().await?;
    let error = stream.read(&mut [0]).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    Ok(())
}
// ANCHOR_END: accept_after_reset

// ANCHOR: accept_broken_listener
#[cfg(target_os = "linux")]
#[tokio::test]
async fn accept_broken_listener() -> io::Result<()> {
    use std::os::fd::AsFd;

    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?; // and no `listen`
    let socket = socket.as_fd().try_clone_to_owned()?;
    let listener = TcpListener::from_std(socket.into())?;

    for _ in 0..10 {
        let error = listener.accept().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
    Ok(())
}
// ANCHOR_END: accept_broken_listener

// ANCHOR: semaphore_before_accept
#[test]
fn semaphore_before_accept() -> io::Result<()> {
    let server = Server::start("echo-server-limited");
    let crowd = [(); 20].map(|()| server.connect());
    let peers = crowd.each_ref().map(|stream| stream.local_addr().unwrap());

    for peer in &peers[..2] {
        assert_eq!(server.next_line(), format!("{peer} came"));
    }
    for (mut stream, three) in crowd.into_iter().zip(peers.windows(3)) {
        for _ in 0..100 {
            stream.write_all(b"time for another one to come")?;
            stream.read_exact(&mut [0; 28])?;
        }
        drop(stream);
        assert_eq!(server.next_line(), format!("{} left", three[0]));
        assert_eq!(server.next_line(), format!("{} came", three[2]));
    }
    Ok(())
}
// ANCHOR_END: semaphore_before_accept

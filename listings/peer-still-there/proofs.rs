//! Proofs of the claims about peers that have gone, and how one finds out.

use std::io::ErrorKind;
#[cfg(target_os = "linux")]
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

#[cfg(unix)]
use rustix::process::Signal;
#[cfg(target_os = "linux")]
use socket2::{Domain, SockFilter, SockRef, Socket, Type};
#[cfg(target_os = "linux")]
use tokio::io::Interest;
use tokio::io::{self, AsyncReadExt, AsyncWrite, AsyncWriteExt};
#[cfg(target_os = "linux")]
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::TcpStream;
#[cfg(target_os = "linux")]
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::connected;
#[cfg(target_os = "linux")]
use crate::poll_once;
#[cfg(unix)]
use crate::support::Server;

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "watched-copy.rs"]
mod watched;

const HOUR: Duration = Duration::from_secs(60 * 60);
const LIMIT: Duration = Duration::from_secs(5);

// ANCHOR: copy_waits_for_its_reader
#[tokio::test(start_paused = true)]
async fn copy_waits_for_its_reader() -> io::Result<()> {
    let (ended, _) = connected().await?; // a FIN has come
    let (reset, far) = connected().await?;
    far.set_zero_linger()?;
    drop(far);
    let (dropped, _) = io::duplex(64);
    let writers: [Box<dyn AsyncWrite + Unpin>; 3] =
        [Box::new(ended), Box::new(reset), Box::new(dropped)];

    for mut writer in writers {
        let (mut source, mut reader) = io::duplex(64);
        let mut copy = pin!(io::copy(&mut reader, &mut writer));
        assert!(timeout(HOUR, &mut copy).await.is_err());

        let end = loop {
            source.write_all(b"more").await?;
            if let Ok(end) = timeout(HOUR, &mut copy).await {
                break end;
            }
        };
        assert!(end.is_err());
    }
    Ok(())
}
// ANCHOR_END: copy_waits_for_its_reader

// ANCHOR: writes_until_the_reset
#[cfg(target_os = "linux")]
#[tokio::test]
async fn writes_until_the_reset() -> io::Result<()> {
    for comes_back in [true, false] {
        let (mut near, far) = connected().await?;
        drop(far);
        assert_eq!(near.read(&mut [0; 64]).await?, 0);
        if !comes_back {
            lose_what_comes(&near)?;
        }

        let mut taken = 0;
        while taken < 100 && near.write(b"hello").await.is_ok() {
            taken += 1;
            if comes_back {
                near.ready(Interest::ERROR).await?;
            }
        }
        assert_eq!(taken, if comes_back { 1 } else { 100 });
        assert_eq!(near.read(&mut [0; 64]).await?, 0);
    }
    Ok(())
}
// ANCHOR_END: writes_until_the_reset

// ANCHOR: lose_what_comes
/// Has the kernel drop each segment that comes for this socket, as if the
/// cable were cut.
#[cfg(target_os = "linux")]
fn lose_what_comes(stream: &TcpStream) -> io::Result<()> {
    let keep_nothing = SockFilter::new(6, 0, 0, 0); // `return 0`
    SockRef::from(stream).attach_filter(&[keep_nothing])
}
// ANCHOR_END: lose_what_comes

// ANCHOR: first_write_in_memory
#[tokio::test]
async fn first_write_in_memory() -> io::Result<()> {
    // The other side, in the tuple, is dropped.
    let writers: Vec<Box<dyn AsyncWrite + Unpin>> = vec![
        Box::new(io::duplex(64).0),
        #[cfg(unix)]
        Box::new(tokio::net::UnixStream::pair()?.0),
        #[cfg(unix)]
        Box::new(tokio::net::unix::pipe::pipe()?.0),
    ];

    for mut writer in writers {
        let error = writer.write(b"hello").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
    Ok(())
}
// ANCHOR_END: first_write_in_memory

// ANCHOR: peek_sees_the_end
#[tokio::test]
async fn peek_sees_the_end() -> io::Result<()> {
    let buffer = &mut [0; 64];
    let (near, _far) = connected().await?;
    let peek = timeout(Duration::from_millis(10), near.peek(buffer));
    assert!(peek.await.is_err(), "there was something to see");

    let (near, far) = connected().await?;
    drop(far);
    assert_eq!(timeout(LIMIT, near.peek(buffer)).await??, 0);

    let (near, far) = connected().await?;
    far.set_zero_linger()?;
    drop(far);
    let peek = timeout(LIMIT, near.peek(buffer)).await?;
    assert!(peek.is_err());
    Ok(())
}
// ANCHOR_END: peek_sees_the_end

// ANCHOR: unread_bytes_hide_the_end
#[tokio::test]
async fn unread_bytes_hide_the_end() -> io::Result<()> {
    for leaves in [true, false] {
        let (mut near, mut far) = connected().await?;
        far.write_all(b"again").await?;
        let far = (!leaves).then_some(far);

        for _ in 0..100 {
            assert_eq!(near.peek(&mut [0; 64]).await?, 5);
        }
        near.read_exact(&mut [0; 5]).await?;
        if leaves {
            assert_eq!(near.peek(&mut [0; 64]).await?, 0);
        }
        drop(far);
    }
    Ok(())
}
// ANCHOR_END: unread_bytes_hide_the_end

// ANCHOR: half_close_looks_like_leaving
#[tokio::test]
async fn half_close_looks_like_leaving() -> io::Result<()> {
    let (leaves, listens) = (connected().await?, connected().await?);
    let (mut near, mut far) = listens;
    far.shutdown().await?;
    let (gone, peer) = leaves;
    drop(peer);

    assert_eq!(near.peek(&mut [0; 64]).await?, 0);
    assert_eq!(gone.peek(&mut [0; 64]).await?, 0);

    near.write_all(b"answer").await?;
    let mut answer = [0; 6];
    far.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"answer");
    Ok(())
}
// ANCHOR_END: half_close_looks_like_leaving

// ANCHOR: ready_for_a_reset
#[cfg(target_os = "linux")]
#[tokio::test]
async fn ready_for_a_reset() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    far.write_all(b"again").await?;
    far.shutdown().await?; // unread bytes, and the end of the stream
    assert!(near.ready(Interest::READABLE).await?.is_readable());
    assert!(poll_once(near.ready(Interest::ERROR)).is_pending());

    far.set_zero_linger()?;
    drop(far);
    let ready = timeout(LIMIT, near.ready(Interest::ERROR)).await?;
    assert!(ready?.is_error());

    // It has taken no byte, and not the error either.
    near.read_exact(&mut [0; 5]).await?;
    let error = SockRef::from(&near).take_error()?;
    assert!(error.is_some());
    Ok(())
}
// ANCHOR_END: ready_for_a_reset

// ANCHOR: read_closed_behind_bytes
#[cfg(target_os = "linux")]
#[tokio::test]
async fn read_closed_behind_bytes() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    far.write_all(b"again").await?;
    let ready = near.ready(Interest::READABLE).await?;
    assert!(!ready.is_read_closed());

    drop(far);
    while !near.ready(Interest::READABLE).await?.is_read_closed() {
        tokio::task::yield_now().await; // it is ready: nothing waits
    }
    assert_eq!(near.peek(&mut [0; 64]).await?, 5);
    Ok(())
}
// ANCHOR_END: read_closed_behind_bytes

// ANCHOR: watched_copy_returns
#[tokio::test]
async fn watched_copy_returns() -> io::Result<()> {
    for resets in [false, true] {
        let (client, stream) = connected().await?;
        let (_silent, news) = io::duplex(64);
        let serving = tokio::spawn(watched::serve(news, stream));

        if resets {
            client.set_zero_linger()?;
        }
        drop(client);
        let served = timeout(LIMIT, serving).await?;
        assert_eq!(served?.is_err(), resets);
    }
    Ok(())
}
// ANCHOR_END: watched_copy_returns

// ANCHOR: keepalive_is_set
#[cfg(target_os = "linux")]
#[tokio::test]
async fn keepalive_is_set() -> io::Result<()> {
    let (near, _far) = connected().await?;

    watched::watch(&near)?;

    let socket = SockRef::from(&near);
    assert!(socket.keepalive()?);
    assert_eq!(socket.tcp_keepalive_time()?.as_secs(), 60);
    assert_eq!(socket.tcp_keepalive_interval()?.as_secs(), 10);
    assert_eq!(socket.tcp_keepalive_retries()?, 3);
    let user_timeout = socket.tcp_user_timeout()?;
    assert_eq!(user_timeout, Some(Duration::from_secs(90)));
    Ok(())
}
// ANCHOR_END: keepalive_is_set

// ANCHOR: user_timeout_is_for_bytes_on_their_way
#[cfg(target_os = "linux")]
#[tokio::test]
async fn user_timeout_is_for_bytes_on_their_way() -> io::Result<()> {
    let (idle, far) = connected().await?;
    let (mut busy, peer) = connected().await?;
    for (near, far) in [(&idle, &far), (&busy, &peer)] {
        let user_timeout = Some(Duration::from_millis(1));
        SockRef::from(near).set_tcp_user_timeout(user_timeout)?;
        near.set_nodelay(true)?;
        lose_what_comes(far)?;
    }

    busy.write_all(b"are you").await?;
    busy.write_all(b" there?").await?; // makes the kernel try again sooner
    let read = timeout(LIMIT, busy.read(&mut [0; 64])).await?;

    assert_eq!(read.unwrap_err().kind(), ErrorKind::TimedOut);
    assert!(poll_once(idle.ready(Interest::ERROR)).is_pending());
    Ok(())
}
// ANCHOR_END: user_timeout_is_for_bytes_on_their_way

// ANCHOR: user_timeout_ends_who_does_not_read
#[cfg(target_os = "linux")]
#[tokio::test]
async fn user_timeout_ends_who_does_not_read() -> io::Result<()> {
    let (mut near, _does_not_read) = connected().await?;
    let user_timeout = Some(Duration::from_millis(1));
    SockRef::from(&near).set_tcp_user_timeout(user_timeout)?;

    let write_on = async {
        loop {
            if let Err(error) = near.write(&[b'x'; 65536]).await {
                break error.kind();
            }
        }
    };
    assert_eq!(timeout(LIMIT, write_on).await?, ErrorKind::TimedOut);
    Ok(())
}
// ANCHOR_END: user_timeout_ends_who_does_not_read

// ANCHOR: in_close_wait
/// Whether this side of a connection is in CLOSE_WAIT, state 8 of the kernel.
#[cfg(target_os = "linux")]
fn in_close_wait(here: SocketAddr) -> io::Result<bool> {
    let place = format!(":{:04X}", here.port());
    let sockets = std::fs::read_to_string("/proc/self/net/tcp")?;
    Ok(sockets.lines().any(|line| {
        let columns = Vec::from_iter(line.split_whitespace());
        columns[1].ends_with(&place) && columns[3] == "08"
    }))
}
// ANCHOR_END: in_close_wait

// ANCHOR: close_wait
#[cfg(target_os = "linux")]
#[tokio::test]
async fn close_wait() -> io::Result<()> {
    for way in ["shutdown", "drop", "reset"] {
        let (peer, mut near) = connected().await?;
        let here = near.local_addr()?;
        drop(peer);
        assert_eq!(near.peek(&mut [0; 64]).await?, 0);
        assert!(in_close_wait(here)?);
        assert_eq!(near.read(&mut [0; 64]).await?, 0);
        assert!(in_close_wait(here)?);

        match way {
            "shutdown" => near.shutdown().await?,
            "drop" => drop(near),
            _ => {
                near.write_all(b"hello").await?; // which a reset answers
                near.ready(Interest::ERROR).await?;
            }
        }
        assert!(!in_close_wait(here)?);
    }
    Ok(())
}
// ANCHOR_END: close_wait

// ANCHOR: table
/// What each call returns on Linux, once this has become of the connection.
#[cfg(target_os = "linux")]
const TABLE: &str = "\
                               read    again   peek    write   again   peer_addr
it stays                       waits   waits   waits   some    some    yes
it ends                        0       0       0       some    some    yes
it leaves                      0       0       0       some    pipe    yes
it speaks, it leaves           some    0       some    some    pipe    yes
we ask, it leaves              reset   0       reset   reset   pipe    none
it ends, we ask, it leaves     0       0       0       pipe    pipe    none
it resets                      reset   0       reset   reset   pipe    none
it speaks, it resets           some    reset   some    reset   pipe    none
we end                         waits   waits   waits   pipe    pipe    yes
we end, it ends                0       0       0       pipe    pipe    none
it ends, we end                0       0       0       pipe    pipe    none
";
// ANCHOR_END: table

// ANCHOR: went
/// A connection of which this has become, and the peer, if it is still there.
#[cfg(target_os = "linux")]
async fn went(way: &str) -> io::Result<(TcpStream, Option<TcpStream>)> {
    let (mut near, mut far) = connected().await?;
    for step in way.split(", ") {
        match step {
            "we end" => near.shutdown().await?,
            "we ask" => near.write_all(b"hello?").await?,
            "it speaks" => far.write_all(b"hello").await?,
            "it ends" => far.shutdown().await?,
            "it resets" => far.set_zero_linger()?,
            _ => continue, // it stays, or leaves: see below
        }
    }
    let resets = way.contains("resets") || way.contains("ask");
    let stays = !resets && !way.contains("leaves");
    let far = stays.then_some(far); // or it is dropped, with what is unread
    if resets {
        near.ready(Interest::ERROR).await?; // the reset is there
    } else if way != "it stays" && way != "we end" {
        near.readable().await?;
    }
    Ok((near, far))
}
// ANCHOR_END: went

// ANCHOR: calls
/// What the calls return, each on a connection of its own, save for "again".
#[cfg(target_os = "linux")]
async fn calls(way: &str, expected: &[&str]) -> io::Result<[String; 6]> {
    let limit = |n: usize| match expected[n] {
        "waits" => Duration::from_millis(10),
        _ => LIMIT,
    };
    let buffer = &mut [0; 64];
    let (mut near, _far) = went(way).await?;
    let read = timeout(limit(0), near.read(buffer)).await;
    let read_again = timeout(limit(1), near.read(buffer)).await;
    let (near, _far) = went(way).await?;
    let peek = timeout(limit(2), near.peek(buffer)).await;
    let (mut near, _far) = went(way).await?;
    let write = Ok(near.write(b"hello").await);
    if expected[4] == "pipe" && write.as_ref().is_ok_and(|it| it.is_ok()) {
        near.ready(Interest::ERROR).await?; // the answer to this write
    }
    let write_again = Ok(near.write(b"hello").await);
    let (mut near, _far) = went(way).await?;
    let peer_addr = Ok(near.peer_addr().map(|_| usize::MAX));
    near.shutdown().await?; // is `Ok` in every case, as is `flush`
    near.flush().await?;
    Ok([read, read_again, peek, write, write_again, peer_addr].map(in_a_word))
}
// ANCHOR_END: calls

// ANCHOR: in_a_word
#[cfg(target_os = "linux")]
fn in_a_word(returned: Result<io::Result<usize>, Elapsed>) -> String {
    let word = match returned.map(|result| result.map_err(|e| e.kind())) {
        Err(_) => "waits",
        Ok(Ok(0)) => "0",
        Ok(Ok(usize::MAX)) => "yes",
        Ok(Ok(_)) => "some",
        Ok(Err(ErrorKind::ConnectionReset)) => "reset",
        Ok(Err(ErrorKind::BrokenPipe)) => "pipe",
        Ok(Err(ErrorKind::NotConnected)) => "none",
        Ok(Err(_)) => "another error",
    };
    word.into()
}
// ANCHOR_END: in_a_word

// ANCHOR: what_each_call_returns
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_each_call_returns() -> io::Result<()> {
    for row in TABLE.lines().skip(1) {
        let (way, expected) = row.split_at(31);
        let expected = Vec::from_iter(expected.split_whitespace());

        let returned = calls(way.trim(), &expected).await?;

        assert_eq!(returned[..], expected, "{way}");
    }
    Ok(())
}
// ANCHOR_END: what_each_call_returns

// ANCHOR: call
#[cfg(target_os = "linux")]
async fn call(stream: &mut TcpStream, name: &str) -> Result<usize, ErrorKind> {
    let buffer = &mut [0; 64];
    let returned = match name {
        "read" => stream.read(buffer).await,
        "peek" => stream.peek(buffer).await,
        _ => stream.write(b"hello").await,
    };
    returned.map_err(|error| error.kind())
}
// ANCHOR_END: call

// ANCHOR: one_call_is_told
#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_call_is_told() -> io::Result<()> {
    for first in ["read", "peek", "write"] {
        let pipe = Err(ErrorKind::BrokenPipe);
        for (next, returns) in
            [("read", Ok(0)), ("peek", Ok(0)), ("write", pipe)]
        {
            let (mut near, _) = went("it resets").await?;
            let first = call(&mut near, first).await;
            assert_eq!(first, Err(ErrorKind::ConnectionReset));

            let next = call(&mut near, next).await;
            assert_eq!(next, returns);
        }
    }
    let (mut near, _) = went("it speaks, it resets").await?;
    let first = call(&mut near, "write").await;
    assert_eq!(first, Err(ErrorKind::ConnectionReset));
    assert_eq!(call(&mut near, "read").await, Ok(5));
    assert_eq!(call(&mut near, "read").await, Ok(0));
    Ok(())
}
// ANCHOR_END: one_call_is_told

// ANCHOR: unix_socket_unread
#[cfg(target_os = "linux")]
#[tokio::test]
async fn unix_socket_unread() -> io::Result<()> {
    for writes in [false, true] {
        let (mut near, far) = tokio::net::UnixStream::pair()?;
        near.write_all(b"hello?").await?;
        drop(far);

        if writes {
            let error = near.write(b"hello").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        }
        let error = near.read(&mut [0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
    Ok(())
}
// ANCHOR_END: unix_socket_unread

// ANCHOR: never_connected
#[cfg(target_os = "linux")]
#[tokio::test]
async fn never_connected() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(socket.into())?;

    let kind = |error: io::Error| error.kind();
    let read = stream.read(&mut [0; 64]).await.map_err(kind);
    assert_eq!(read, Err(ErrorKind::NotConnected));
    let write = stream.write(b"hello").await.map_err(kind);
    assert_eq!(write, Err(ErrorKind::BrokenPipe));
    let peer_addr = stream.peer_addr().map_err(kind);
    assert_eq!(peer_addr, Err(ErrorKind::NotConnected));

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    drop(listener);
    let refused = TcpStream::connect(address).await.map_err(kind);
    assert_eq!(refused.err(), Some(ErrorKind::ConnectionRefused));
    Ok(())
}
// ANCHOR_END: never_connected

// ANCHOR: killed_is_closed
#[cfg(unix)]
#[tokio::test]
async fn killed_is_closed() -> io::Result<()> {
    for unread in [false, true] {
        let server = Server::start("echo-server");
        let mut stream = TcpStream::connect(server.address).await?;
        stream.write_all(b"hello").await?;
        stream.read_exact(&mut [0; 5]).await?; // it has accepted
        if unread {
            // It stops reading when nobody reads its echo.
            let patience = Duration::from_millis(50);
            let more = [b'x'; 65536];
            while let Ok(n) = timeout(patience, stream.write(&more)).await {
                n?;
            }
        }
        server.signal(Signal::KILL);

        let mut rest = Vec::new();
        let end = timeout(LIMIT, stream.read_to_end(&mut rest)).await?;
        assert_eq!(end.is_err(), unread);
    }
    Ok(())
}
// ANCHOR_END: killed_is_closed

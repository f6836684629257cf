//! Proofs of the claims about the echo servers, on both of them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::panic::catch_unwind;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::poll_once;
use crate::support::Server;

const SERVERS: [&str; 2] = ["echo-server-copy", "echo-server"];

const MIB: u64 = 1024 * 1024;

/// When nothing has moved for so long, the buffers on the way are full. If they
/// are not, a test asks less, and stays right.
const PAUSE: Duration = Duration::from_millis(20);

// ANCHOR: reported
/// The kind of the error in a report, which ends in `(os error 104)` or so.
fn reported(report: &str) -> Option<ErrorKind> {
    let (_, code) = report.rsplit_once("(os error ")?;
    let code = code.strip_suffix(')')?.parse().ok()?;
    Some(io::Error::from_raw_os_error(code).kind())
}
// ANCHOR_END: reported

// ANCHOR: echo_one_bad_peer
#[test]
fn echo_one_bad_peer() -> io::Result<()> {
    for name in SERVERS {
        let server = Server::start(name);
        let mut good = server.connect();

        for _ in 0..10 {
            let mut bad = server.connect();
            bad.write_all(b"hello")?;
            bad.peek(&mut [0])?;
            drop(bad); // with bytes unread, which resets the connection
            let kind = reported(&server.next_line());
            assert_eq!(kind, Some(ErrorKind::ConnectionReset));
        }

        for stream in [&mut good, &mut server.connect()] {
            stream.write_all(b"hello")?;
            stream.read_exact(&mut [0; 5])?;
        }
    }
    Ok(())
}
// ANCHOR_END: echo_one_bad_peer

// ANCHOR: echo_same_bytes
#[test]
fn echo_same_bytes() -> io::Result<()> {
    let different = Vec::from_iter((0..=256).map(|i| i as u8));
    let sent = different.repeat(1 << 16); // 16 MiB and a little
    for name in SERVERS {
        let (server, mut received) = (Server::start(name), Vec::new());
        let stream = server.connect();
        let (progress, progressed) = channel();
        thread::scope(|scope| {
            let sending = scope.spawn(|| {
                for part in sent.chunks(64 << 10) {
                    (&stream).write_all(part)?;
                    let _ = progress.send(());
                }
                stream.shutdown(Shutdown::Write)
            });
            // Reads a MiB whenever all buffers on the way are full.
            let mut read = || (&stream).take(MIB).read_to_end(&mut received);
            while progressed.recv_timeout(PAUSE).is_ok() || read()? > 0 {}
            sending.join().unwrap()
        })?;
        assert!(received == sent, "{} bytes came back", received.len());
    }
    Ok(())
}
// ANCHOR_END: echo_same_bytes

// ANCHOR: echo_concurrent
#[test]
fn echo_concurrent() -> io::Result<()> {
    for name in SERVERS {
        let server = Server::start(name);
        let mut streams = [(); 100].map(|()| server.connect());
        let mut buffer = [0; 5];

        // The last to come is served first, while the others are open.
        for stream in streams.iter_mut().rev() {
            stream.write_all(b"hello")?;
            stream.read_exact(&mut buffer)?;
            assert_eq!(&buffer, b"hello");
        }
    }
    Ok(())
}
// ANCHOR_END: echo_concurrent

// ANCHOR: connected
fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// A Tokio socket of the current runtime, and the other end of its connection.
async fn connected() -> io::Result<(TcpStream, std::net::TcpStream)> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let near = TcpStream::connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept()?;
    Ok((near, far))
}
// ANCHOR_END: connected

// ANCHOR: socket_keeps_its_runtime
#[test]
fn socket_keeps_its_runtime() -> io::Result<()> {
    for moves in [false, true] {
        let (first, second) = (runtime()?, runtime()?);
        let (mut near, mut far) = first.block_on(connected())?;
        let (mut other, mut last) = second.block_on(connected())?;
        if moves {
            let socket = near.into_std()?;
            near = second.block_on(async { TcpStream::from_std(socket) })?;
        }

        far.write_all(b"hello")?;
        last.write_all(b"hello")?;
        second.block_on(other.read(&mut [0]))?; // it hears of its own
        let poll = second.block_on(async { poll_once(near.read(&mut [0])) });
        assert_eq!(poll.is_ready(), moves);
        if !moves {
            first.block_on(near.read(&mut [0]))?;
            drop(first);
            let error = second.block_on(near.read(&mut [0])).unwrap_err();
            assert!(error.to_string().ends_with("it is being shutdown."));
        }
    }
    Ok(())
}
// ANCHOR_END: socket_keeps_its_runtime

// ANCHOR: socket_without_a_runtime
#[test]
fn socket_without_a_runtime() -> io::Result<()> {
    let bind = || TcpListener::bind("127.0.0.1:0");
    let on_its_own = || _ = poll_once(bind());
    let without_io = || {
        let runtime = Builder::new_current_thread().build().unwrap();
        _ = runtime.block_on(bind());
    };

    let panic = catch_unwind(on_its_own).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.starts_with("there is no reactor running"));

    let panic = catch_unwind(without_io).unwrap_err();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("IO is disabled"));

    Runtime::new()?.block_on(bind())?;
    Ok(())
}
// ANCHOR_END: socket_without_a_runtime

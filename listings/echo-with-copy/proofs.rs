//! Proofs of the claims about the echo servers, on both of them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;

use crate::support::{Server, read_to_end};

const SERVERS: [&str; 2] = ["echo-server-copy", "echo-server"];

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
            let report = server.next_line();
            let kind = reported(&report);
            assert_eq!(kind, Some(ErrorKind::ConnectionReset), "{report}");
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
    let sent: Vec<u8> = (0..=255).cycle().take(10_000).collect();

    for name in SERVERS {
        let server = Server::start(name);
        let mut stream = server.connect();

        stream.write_all(&sent)?;
        stream.shutdown(Shutdown::Write)?;

        assert_eq!(read_to_end(stream), sent);
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

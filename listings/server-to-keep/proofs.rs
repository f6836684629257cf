//! Proofs of the claims about the server to keep. Signals are of Unix.
#![cfg(unix)]

use std::io::{self, ErrorKind, Read, Write};

use rustix::process::Signal;

use crate::support::{Server, read_to_end};

// ANCHOR: deadline_is_a_reset
#[test]
fn deadline_is_a_reset() -> io::Result<()> {
    let server = Server::start_with("server-to-keep", &["--patience", "100ms"]);
    let mut peer = server.connect();
    peer.write_all(b"hello\nhalf a ")?;
    peer.read_exact(&mut [0; 6])?;

    server.signal(Signal::TERM);

    let end = peer.read(&mut [0]).map_err(|error| error.kind());
    assert_eq!(end, Err(ErrorKind::ConnectionReset));
    assert_eq!(server.end().0.code(), Some(3));
    Ok(())
}
// ANCHOR_END: deadline_is_a_reset

// ANCHOR: idle_peer_gets_a_second
#[test]
fn idle_peer_gets_a_second() -> io::Result<()> {
    let limits = ["--linger", "100ms", "--patience", "1h"];
    let server = Server::start_with("server-to-keep", &limits);
    let mut idle = server.connect();
    idle.write_all(b"hello\n")?;
    idle.read_exact(&mut [0; 6])?;

    server.signal(Signal::TERM);

    assert_eq!(idle.read(&mut [0])?, 0);
    let (status, _) = server.end(); // while `idle` is open
    assert_eq!(status.code(), Some(0));
    drop(idle);
    Ok(())
}
// ANCHOR_END: idle_peer_gets_a_second

// ANCHOR: second_signal_ends_it
#[test]
fn second_signal_ends_it() -> io::Result<()> {
    let server = Server::start_with("server-to-keep", &["--patience", "1h"]);
    let idle = server.connect();
    let mut busy = server.connect();
    busy.write_all(b"hello\nhalf a ")?;
    busy.read_exact(&mut [0; 6])?;

    server.signal(Signal::INT);
    assert_eq!(read_to_end(idle), b""); // it has heard
    server.signal(Signal::INT);

    assert_eq!(server.end().0.code(), Some(3));
    Ok(())
}
// ANCHOR_END: second_signal_ends_it

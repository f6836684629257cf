//! Servers with more connections than they can hold.

use std::io::{ErrorKind, Write};
#[cfg(target_os = "linux")]
use std::net::{Shutdown, TcpStream};

#[cfg(target_os = "linux")]
use crate::support::read_to_end;
use crate::support::{ANY_PORT, Server};
use crate::{assert_fails, assert_prints, run_at};

/// Three times as many as it can hold come at once. All are served, three
/// times over: what a connection has used is there for those that follow.
///
/// Elsewhere, a system may hang up on a connection that finds no descriptor.
#[test]
#[cfg(target_os = "linux")]
fn a_server_without_descriptors_recovers_as_connections_close() {
    use std::io;

    use rustix::io::Errno;

    let server = Server::start_with_few_files("seats", 24);
    let error = io::Error::from(Errno::MFILE);

    for round in 1..=3 {
        let crowd: Vec<_> = (0..72).map(|_| said_hello(&server)).collect();
        if round == 1 {
            // They all stay until there has been one too many.
            assert_eq!(server.next_line(), format!("cannot accept: {error}"));
        }
        for stream in &crowd {
            stream.shutdown(Shutdown::Write).unwrap();
        }
        for stream in crowd {
            assert_eq!(read_to_end(stream), b"HELLO");
        }
    }
}

#[test]
#[cfg(unix)] // only there a process can be given few files
fn a_crowd_ends_a_server_that_returns_the_error() {
    let server = Server::start_with_few_files("open-door", 24);

    assert_prints(
        run_at("crowd", server.address),
        "the server is gone, and all that it served with it\n",
    );

    let (status, printed) = server.end();
    assert_eq!(status.code(), Some(1));
    assert!(printed[0].starts_with("Error: "), "{printed:?}");
}

/// What the page shows of it, where no limit on files is needed.
#[test]
fn one_connection_too_many_waits_until_another_leaves() {
    let server = Server::start_with("seats", &["2"]);

    assert_prints(
        run_at("crowd", server.address),
        "connected, but not served\n\
         served, now that another one has left\n",
    );
}

#[test]
fn seats_that_are_no_number_are_an_error() {
    for seats in ["0", "-1", "65536", "many", ""] {
        let mut server = run_at("seats", ANY_PORT);
        server.arg(seats);
        assert_fails(server, ErrorKind::Other);
    }
}

/// A connection over which the client has sent `hello`.
#[cfg(target_os = "linux")]
fn said_hello(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(b"hello").unwrap();
    stream
}

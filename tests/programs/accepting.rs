//! Servers with more connections than they can hold.

use std::io::Write;
use std::net::{Shutdown, TcpStream};
#[cfg(target_os = "linux")]
use std::process::Command;

#[cfg(target_os = "linux")]
use proofread::Process;

#[cfg(target_os = "linux")]
use crate::support::{ANY_PORT, program};
use crate::support::{Server, read_to_end};
use crate::{assert_prints, run_at};

/// Three times as many as it can hold come at once. All are served, three
/// times over: what a connection has used is there for those that follow.
///
/// Elsewhere, a system may hang up on a connection that finds no descriptor.
#[test]
#[cfg(target_os = "linux")]
fn a_server_without_descriptors_recovers_as_connections_close() {
    use std::io;

    use rustix::io::Errno;

    let server = Server::start_with_few_files("echo-server-survivor", 24);
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
            assert_eq!(read_to_end(stream), b"hello");
        }
    }

    // Whatever failed since, within a minute it says so no more.
    let peer = crate::reset_after_an_answer(&server);
    assert!(server.next_line().starts_with(&format!("{peer}: ")));
}

#[test]
#[cfg(unix)] // only there a process can be given few files
fn a_crowd_ends_a_server_that_returns_the_error() {
    let server = Server::start_with_few_files("echo-server", 24);

    assert_prints(
        run_at("crowd", server.address),
        "the server is gone, and all that it served with it\n",
    );

    let (status, printed) = server.end();
    assert_eq!(status.code(), Some(1));
    assert!(printed[0].starts_with("Error: "), "{printed:?}");
}

#[test]
fn a_limited_server_serves_all_and_never_more_than_two_at_a_time() {
    let server = Server::start("echo-server-limited");

    let crowd: Vec<_> =
        (0..100).map(|_| said_hello_and_the_end(&server)).collect();
    for stream in crowd {
        assert_eq!(read_to_end(stream), b"hello");
    }

    let mut here = 0;
    for _ in 0..200 {
        let line = server.next_line();
        here += if line.ends_with(" came") { 1 } else { -1 };
        assert!((0..=2).contains(&here), "{here} after {line:?}");
    }
}

/// What the page shows of it, where no limit on files is needed.
#[test]
fn one_connection_too_many_waits_until_another_leaves() {
    let server = Server::start("echo-server-limited");

    assert_prints(
        run_at("crowd", server.address),
        "connected, but not served\n\
         served, now that another one has left\n",
    );
}

/// It reports each one that comes and goes, and is not stopped by that.
#[test]
#[cfg(target_os = "linux")]
fn a_limited_server_serves_on_when_its_log_is_on_a_full_disk() {
    let server =
        Server::of(with_its_log_on_a_full_disk("echo-server-limited", &[]));

    let crowd: Vec<_> =
        (0..100).map(|_| said_hello_and_the_end(&server)).collect();
    for stream in crowd {
        assert_eq!(read_to_end(stream), b"hello");
    }
}

/// Starts that server, with more arguments than the address; what it prints on
/// standard error is lost.
#[cfg(target_os = "linux")]
pub fn with_its_log_on_a_full_disk(name: &str, arguments: &[&str]) -> Process {
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec "$0" "$@" 2>/dev/full"#]);
    command.arg(program(name)).arg(ANY_PORT).args(arguments);
    Process::start(command).expect(name)
}

/// A connection over which the client has sent `hello`.
fn said_hello(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(b"hello").unwrap();
    stream
}

/// A connection over which the client has sent `hello` and the end.
fn said_hello_and_the_end(server: &Server) -> TcpStream {
    let stream = said_hello(server);
    stream.shutdown(Shutdown::Write).unwrap();
    stream
}

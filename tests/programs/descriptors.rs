//! Servers that have no descriptor left for the next connection. Linux lets a
//! test change the limit while they run.

use std::io;
use std::net::TcpStream;

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use crate::support::{LIMIT, Server};
use crate::{exchange, start_apart};

#[test]
fn an_error_from_accept_ends_a_server_that_returns_it() {
    for name in [
        "accept-loop",
        "echo-server-copy",
        "echo-server",
        "abrupt-server",
        "line-lengths",
    ] {
        let server = Server::start(name);
        limit_files(&server, Some(0));
        let _one_too_many = TcpStream::connect(server.address);

        let (status, printed) = server.end();

        assert_eq!(status.code(), Some(1), "{name}");
        let error = io::Error::from(Errno::MFILE);
        assert_eq!(printed, [format!("Error: {error:?}")], "{name}");
    }
}

#[test]
fn an_error_from_accept_is_reported_by_a_server_that_goes_on() {
    for (name, answer) in [
        ("echo-server-survivor", "hello\n"),
        ("echo-server-limited", "hello\n"),
        ("line-server", "HELLO\n"),
    ] {
        let (server, errors) = start_apart(name);
        let as_before = limit_files(&server, Some(0));
        let stream = server.connect();

        let report = errors.next(LIMIT).expect("a report");
        limit_files(&server, as_before);

        let error = io::Error::from(Errno::MFILE);
        assert_eq!(report, format!("cannot accept: {error}"), "{name}");
        assert_eq!(exchange(stream, b"hello\n"), answer.as_bytes());
    }
}

/// Has it open only so many files from now on; returns how many it could.
fn limit_files(server: &Server, files: Option<u64>) -> Option<u64> {
    let process = Pid::from_raw(server.id().cast_signed());
    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: files,
        maximum,
    };
    let before = prlimit(process, Resource::Nofile, limit).unwrap();
    before.current
}

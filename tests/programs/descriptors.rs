//! Programs that have no descriptor left for the next file or connection.

use std::net::TcpStream;
use std::process::Output;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use tempfile::tempdir;

use crate::server_to_keep::{LISTEN, open_files, sockets_at, until};
use crate::support::{LIMIT, Server, with_few_files};
use crate::{
    SERVERS_THAT_GO_ON, assert_prints, exchange, limited, start_apart,
};

/// Some that open files, and some that open connections in all ways.
const PROGRAMS: [&str; 4] = ["read", "copy", "proxy", "send-then-read"];

/// Whatever it is that there was no descriptor for: a program that ends well
/// has printed all that it prints, and the others end with the error.
#[test]
fn programs_that_lack_a_descriptor_say_so() {
    let runs = |files| end_with_files("in-memory", files).status.success();
    let for_the_runtime = (4..100).find(|files| runs(*files)).unwrap();

    let try_all = |name| {
        let enough = end_with_files(name, 100);
        assert!(enough.status.success(), "{name}: {enough:?}");
        for files in for_the_runtime..100 {
            let end = end_with_files(name, files);
            let stderr = String::from_utf8_lossy(&end.stderr);
            match end.status.code() {
                Some(0) if end == enough => break,
                Some(1) if stderr.starts_with("Error: ") => {}
                _ => panic!("{name}, with {files} files: {end:?}"),
            }
        }
    };
    thread::scope(|scope| {
        for name in PROGRAMS {
            scope.spawn(move || try_all(name));
        }
    });
}

/// How the program `name` ends if it may open only so many files.
fn end_with_files(name: &str, files: u32) -> Output {
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("foo.txt"), "hello world\n").unwrap();
    let mut command = with_few_files(name, files);
    command.current_dir(&directory);
    // A runtime without descriptors panics, which then costs most of the time.
    command.env("RUST_BACKTRACE", "0");
    limited(command).output().unwrap()
}

#[test]
fn accept_spin_meets_no_error_if_there_are_enough() {
    let printed = "accepted, after 0 errors\n";
    assert_prints(limited(with_few_files("accept-spin", 1024)), printed);
}

/// Linux lets a test change the limit of a server that runs.
#[test]
fn an_error_from_accept_ends_a_server_that_returns_it() {
    for name in [
        "accept-loop",
        "echo-server-copy",
        "echo-server",
        "abrupt-server",
        "open-door",
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
    for (name, answer) in SERVERS_THAT_GO_ON {
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

#[test]
fn servers_that_go_on_pause_after_an_error() {
    for name in ["seats", "limits", "line-server", "line-lengths"] {
        let (server, errors) = start_apart(name);
        limit_files(&server, Some(0));

        let start = Instant::now();
        let _waits = server.connect();
        for _ in 0..6 {
            errors.next(LIMIT).expect("a report");
        }
        // Between them are five pauses of a tenth of a second.
        assert!(start.elapsed() >= Duration::from_millis(500), "{name}");
    }
}

/// The time for which the server has kept a core busy, in units of the kernel.
pub fn ticks(server: &Server) -> u64 {
    let stat = format!("/proc/{}/stat", server.id());
    let stat = fs::read_to_string(stat).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let fields: Vec<_> = fields.split(' ').collect();
    let [user, system] = [11, 12].map(|i| fields[i].parse::<u64>().unwrap());
    user + system
}

/// Has it open only so many files from now on; returns how many it could.
pub fn limit_files(server: &Server, files: Option<u64>) -> Option<u64> {
    let process = Pid::from_raw(server.id().cast_signed());
    let maximum = getrlimit(Resource::Nofile).maximum;
    let limit = Rlimit {
        current: files,
        maximum,
    };
    let before = prlimit(process, Resource::Nofile, limit).unwrap();
    before.current
}

/// What a reader sees with `ls /proc/PID/fd` and `ss -tln`.
#[test]
fn seats_holds_a_descriptor_for_each_seat_and_leaves_the_others_in_the_queue() {
    let server = Server::start_with("seats", &["10"]);
    let before = open_files(&server);
    let seats = 10;

    let _clients: Vec<_> = (0..seats + 4).map(|_| server.connect()).collect();

    until(|| {
        open_files(&server) == before + seats && in_queue_of(&server) == 4
    });
}

/// How many connections wait for `accept`: what has been received by a socket
/// that listens, in Linux' table.
fn in_queue_of(server: &Server) -> u32 {
    let mut sockets = sockets_at(server.address.port());
    let listener = sockets.find(|columns| columns[3] == LISTEN);
    let listener = listener.expect("it listens");
    let (_, received) = listener[4].split_once(':').unwrap();
    u32::from_str_radix(received, 16).unwrap()
}

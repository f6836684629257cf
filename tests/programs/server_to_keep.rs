//! The server to keep: one test for each thing that it withstands.

use std::fs::{self, File, OpenOptions};
use std::future::pending;
use std::io::{self, ErrorKind, Read, Write};
use std::iter;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use proofread::{Lines, Process};
use rustix::io::{Errno, ioctl_fionbio};
use rustix::process::{
    Pid, PidfdFlags, PidfdGetfdFlags, Signal, pidfd_getfd, pidfd_open,
};
use socket2::{Domain, Socket, Type};
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::join;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use crate::descriptors::{limit_files, ticks};
use crate::support::{ANY_PORT, LIMIT, Server, program, read_to_end};
use crate::{answered, exchange, limited, receive, reset, start_apart_with};

#[allow(dead_code)]
#[path = "../../listings/server-to-keep/server-to-keep.rs"]
mod embedded;

use embedded::{Limits, is_of_listener, is_of_peer, run};

pub const NAME: &str = "server-to-keep";
pub const MIB: usize = 1024 * 1024;

/// A patience that no test outlives: what ends, ends for another reason.
pub const PATIENT: [&str; 4] = ["--patience", "1h", "--linger", "1h"];

// Its arguments.

#[test]
fn bad_arguments_are_told_in_one_line() {
    for (arguments, expected) in [
        (&["--connections", "0"][..], "'--connections <N>'"),
        (&["--connections", "65536"], "'--connections <N>'"),
        (&["--first-byte", "5x"], "'--first-byte <D>'"),
        (&["--request", "ms"], "'--request <D>'"),
        (&["--answer", "5"], "'--answer <D>'"),
        (&["--linger", ""], "'--linger <D>'"),
        (&["--patience", "-1s"], "'-1'"),
        (&["--patience"], "'--patience <D>'"),
        (&["--longest-line", "-1"], "'-1'"),
        (&["--longest-line", "1k"], "'--longest-line <BYTES>'"),
        (
            &["--longest-line", "4294967296"],
            "'--longest-line <BYTES>'",
        ),
        (&["--lines", "5"], "'--lines'"),
        (&["127.0.0.1:0", "again"], "'again'"),
        (&["nowhere"], "'nowhere' for '[ADDRESS]'"),
    ] {
        let (status, line) = fail(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(line.starts_with("error: "), "{arguments:?}: {line}");
        assert!(line.contains(expected), "{arguments:?}: {line}");
    }
}

#[test]
fn an_address_that_cannot_be_had_is_told_in_one_line() {
    let taken = TcpListener::bind(ANY_PORT).unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let error = io::Error::from(Errno::ADDRINUSE);
    let (status, line) = fail(&[&taken]);
    assert_eq!(status, 1);
    let expected = format!(": cannot serve: {taken}: {error}");
    assert!(line.ends_with(&expected), "{line}");
}

/// What is wrong with them is a line of the log, too.
#[test]
fn bad_arguments_end_it_where_nobody_reads_its_log() {
    let mut log = Pipe::new();
    log.fill();
    let mut command = Command::new("sh");
    command.args(["-c", r#"log=$0; exec "$@" 2>"$log""#]);
    command.arg(&log.path).arg(program(NAME)).arg("nowhere");

    let mut process = Process::start(command).unwrap();

    let status = process.wait(LIMIT).expect("an end");
    assert_eq!(status.code(), Some(2));
}

/// How it ends with these arguments, and the one line that it says.
fn fail(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(program(NAME));
    command.args(arguments);
    let end = limited(command).output().unwrap();
    assert_eq!(end.stdout, b"");
    let stderr = String::from_utf8(end.stderr).unwrap();
    let (line, rest) = stderr.split_once('\n').expect("a line");
    assert_eq!(rest, "", "{arguments:?}: more than {line}");
    (end.status.code().unwrap(), line.into())
}

/// Where nobody reads what it prints, it listens all the same.
#[test]
fn a_closed_standard_output_does_not_end_it() {
    let place = TcpListener::bind("127.6.1.42:0").unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec "$0" "$@" >/dev/full"#]);
    command.arg(program(NAME)).arg(address.to_string());
    let mut process = Process::start(command).unwrap();

    let start = Instant::now();
    let stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(error) => assert!(start.elapsed() < LIMIT, "{error}"),
        }
        assert_eq!(process.wait(Duration::from_millis(1)), None);
    };
    assert_eq!(exchange(stream, b"hello\n"), b"HELLO\n");
}

// Its answers.

#[test]
fn every_line_is_answered_and_the_last_one_without_an_end() {
    let server = Server::start(NAME);
    answered(&server, b"one\ntwo\nthr", b"ONE\nTWO\n");
    for sent in [&b""[..], b"\n", b"a", b"a\n\nb\r\nc", b"\xff\0z\n\xe4a"] {
        let answer = exchange(server.connect(), sent);
        assert_eq!(answer, sent.to_ascii_uppercase());
    }
    let lines = [1, 4095, 4096, 4097, 65535, 65536].map(|length| {
        let mut line = vec![b'x'; length];
        line.push(b'\n');
        line
    });
    let sent = lines.concat().repeat(8);
    let answer = exchange(server.connect(), &sent);
    assert!(answer == sent.to_ascii_uppercase());
}

#[test]
fn a_line_that_is_too_long_is_refused_behind_the_answers_before_it() {
    let (server, log) = start(&["--longest-line", "8"]);

    let sent = b"1234567a\n\n1234567b\n1234567cX\nrest\n";
    let stream = server.connect();
    let peer = stream.local_addr().unwrap();
    assert_eq!(exchange(stream, sent), b"1234567A\n\n1234567B\n");

    let refusal = format!("WARN {peer}: line too long");
    assert_eq!(told(&log), refusal);
}

// Its limits.

#[test]
fn silent_peers_give_their_seats_back() {
    let (server, log) =
        start(&["--connections=2", "--first-byte=200ms", "--linger=100ms"]);
    let silent = [server.connect(), server.connect()];

    let honest = exchange(server.connect(), b"hello\n");

    assert_eq!(honest, b"HELLO\n");
    let line = told(&log);
    assert!(line.ends_with(": no line in time"), "{line}");
    for silent in silent {
        assert_eq!(read_to_end(silent), b"");
    }
}

/// The timer of its first wait is left set, and wakes its task in a later one.
#[test]
fn who_falls_silent_has_all_of_the_limit_and_no_more() {
    let limit = Duration::from_secs(1);
    let (server, log) = start(&["--first-byte=1s", "--linger=100ms"]);
    let mut peer = server.connect();
    let mut last = Instant::now();
    for _ in 0..5 {
        last = Instant::now();
        peer.write_all(b"hello\n").unwrap();
        assert_eq!(receive(&mut peer, 6), b"HELLO\n");
        peer.set_read_timeout(Some(limit / 20)).unwrap();
        let silence = peer.read(&mut [0]).unwrap_err();
        assert_eq!(silence.kind(), ErrorKind::WouldBlock);
        peer.set_read_timeout(Some(LIMIT)).unwrap();
    }

    assert_eq!(read_to_end(peer), b"");
    assert!(last.elapsed() >= limit);
    assert!(told(&log).ends_with(": no line in time"));
}

/// The 128 operations of a turn are used up when it begins to wait.
#[test]
fn a_timer_is_set_without_budget() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let peer = async |address, lines| {
        let mut peer = tokio::net::TcpStream::connect(address).await.unwrap();
        let sent = [b"a\n".repeat(lines), vec![b'x'; 20_000]].concat();
        peer.write_all(&sent).await.unwrap();
        let mut answers = Vec::new();
        let end = peer.read_to_end(&mut answers);
        let end = tokio::time::timeout(LIMIT, end).await;
        assert_eq!(end.expect("a limit").unwrap(), 2 * lines);
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(ANY_PORT).await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits::parse_from([NAME, "--request=100ms"]);
        let signal = async || pending().await;
        tokio::spawn(run(listener, limits, signal, |_| {}));
        let peers = (110..140).map(|lines| tokio::spawn(peer(address, lines)));
        for peer in peers.collect::<Vec<_>>() {
            peer.await.unwrap();
        }
    });
}

#[test]
fn a_limit_may_be_nothing_or_more_than_a_clock_can_tell() {
    let (server, log) = start(&["--first-byte=0s", "--linger=0s"]);
    assert_eq!(read_to_end(server.connect()), b"");
    assert!(told(&log).ends_with(": no line in time"));

    let forever = ["--first-byte", "--request", "--answer", "--linger"];
    let forever = forever.map(|limit| format!("{limit}={}s", u64::MAX));
    let (server, _) = start(&forever.each_ref().map(|limit| &**limit));
    let mut peer = answered(&server, b"hello\n", b"HELLO\n");
    peer.write_all(b"half").unwrap();
    peer.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read_to_end(peer), b"HALF");
}

/// One byte after the other does not help.
#[test]
fn a_line_that_does_not_end_gives_its_seat_back() {
    let limits = ["--connections=1", "--first-byte=1h", "--request=200ms"];
    let (server, log) = start(&limits);
    let mut slow = answered(&server, b"hello\n", b"HELLO\n");
    let pace = Duration::from_millis(10);
    slow.set_read_timeout(Some(pace)).unwrap();

    let start = Instant::now();
    while let Ok(()) = slow.write_all(b"x")
        && let Err(error) = slow.read(&mut [0])
    {
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(start.elapsed() < LIMIT);
    }

    assert!(start.elapsed() >= Duration::from_millis(200));
    assert!(told(&log).ends_with(": no end of a line in time"));
    drop(slow);
    assert_eq!(exchange(server.connect(), b"next\n"), b"NEXT\n");
}

#[test]
fn an_answer_that_nobody_reads_is_cut_off_and_looks_so() {
    let longest = (16 * MIB).to_string();
    let (server, log) = start(&[
        "--connections",
        "1",
        "--longest-line",
        &longest,
        "--answer",
        "200ms",
    ]);
    let line = long_line(16 * MIB);
    let mut late = server.connect();
    late.write_all(&line).unwrap();

    assert!(told(&log).ends_with(": answer not taken in time"));
    assert_eq!(exchange(server.connect(), b"next\n"), b"NEXT\n");

    let (part, error) = read_to_error(late);
    assert!(part < line.len());
    assert_eq!(error, ErrorKind::ConnectionReset);
}

/// A peer of which the server knows nothing but that it waits needs no
/// descriptor of the server.
#[test]
fn a_crowd_needs_no_more_descriptors_than_there_are_seats() {
    let (server, log) = start(&["--connections", "2", "--longest-line", "9"]);
    limit_files(&server, Some(descriptors(&server) + 2));

    let crowd: Vec<_> = (0..40).map(|_| server.connect()).collect();
    for stream in crowd {
        assert_eq!(exchange(stream, b"hello\n"), b"HELLO\n");
    }

    // Had it failed to accept, that would stand before this.
    exchange(server.connect(), b"0123456789\n");
    assert!(told(&log).ends_with(": line too long"));
}

// What `accept` may return.

/// It fails several times in a third of a second, which the silent peer gets.
#[test]
fn without_descriptors_it_pauses_and_serves_on_when_there_are_some() {
    let (server, log) =
        start(&["--first-byte=300ms", "--linger=1ms", "--longest-line=9"]);
    let mut silent = answered(&server, b"hello\n", b"HELLO\n");
    let error = io::Error::from(Errno::MFILE);

    let as_before = limit_files(&server, Some(0));
    let used = ticks(&server);
    let mut waits = server.connect();
    waits.write_all(b"late\n").unwrap();
    assert_eq!(told(&log), format!("WARN cannot accept: {error}"));
    assert_eq!(silent.read(&mut [0]).unwrap(), 0);
    let used = ticks(&server) - used;
    limit_files(&server, as_before);

    assert!(used <= 5, "{used} hundredths of a second of work");
    assert_eq!(receive(&mut waits, 5), b"LATE\n");
    exchange(server.connect(), b"0123456789\n");
    let mut said = iter::repeat_with(|| told(&log)); // which has a limit
    for end in [": no line in time", ": line too long"] {
        assert!(said.any(|line| line.ends_with(end)));
    }
}

#[test]
fn errors_of_accept_are_told_apart() {
    for (error, of_peer) in [
        (Errno::CONNABORTED, true),
        (Errno::HOSTUNREACH, true),
        (Errno::NETUNREACH, true),
        (Errno::NETDOWN, true),
        (Errno::TIMEDOUT, true),
        (Errno::MFILE, false),
        (Errno::NFILE, false),
        (Errno::NOBUFS, false),
        (Errno::NOMEM, false),
        (Errno::PERM, false),
        (Errno::OPNOTSUPP, false),
    ] {
        assert_eq!(is_of_peer(&error.into()), of_peer, "{error}");
    }
}

/// A good one gives errors, too; another kind of socket never gives anything
/// else.
#[test]
fn a_listener_that_is_none_is_told_from_a_good_one() {
    let runtime = Runtime::new().unwrap();
    let _entered = runtime.enter();
    let no_more_files = Errno::MFILE.into();
    let good = TcpListener::bind(ANY_PORT).unwrap();
    let (pipe, _writer) = io::pipe().unwrap();
    let pipe = TcpListener::from(OwnedFd::from(pipe));
    for (listener, is_none) in [(good, false), (pipe, true)] {
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        assert_eq!(is_of_listener(&no_more_files, &listener), is_none);
    }
}

/// The test takes a descriptor of the server's listener, and breaks it.
#[test]
fn a_broken_listener_ends_it_loudly_and_begun_lines_are_answered() {
    let (server, log) = start(&PATIENT);
    let mut busy = half_a_line(&server);

    let listener = listener_of(&server);
    listener.shutdown(Shutdown::Both).unwrap();
    drop(listener);
    busy.write_all(b"line\n").unwrap();

    assert_eq!(read_to_end(busy), b"HALF A LINE\n");
    let error = io::Error::from(Errno::INVAL);
    assert_eq!(told(&log), format!("ERROR cannot serve: {error}"));
    assert_eq!(server.end().0.code(), Some(1));
}

// Its log.

#[test]
fn a_log_whose_reader_has_gone_ends_nobody() {
    let log = Pipe::new();
    let server = log.server();
    drop(log);
    let busy = provoke(&server);
    end_in_good_order(server, busy);
}

#[test]
fn a_log_that_nobody_reads_holds_nobody_up() {
    let mut log = Pipe::new();
    log.fill();
    let server = log.server();
    for _ in 0..1100 {
        // More than the server keeps.
        assert_eq!(exchange(server.connect(), &[b'x'; 16]), b"");
    }
    let busy = provoke(&server);
    end_in_good_order(server, busy);
}

/// It counts the lines which it could not write.
#[test]
fn a_log_goes_on_when_it_has_a_reader_again() {
    let log = Pipe::new();
    let server = log.server();
    let refused = || {
        let stream = server.connect();
        let peer = stream.local_addr().unwrap();
        assert_eq!(exchange(stream, &[b'x'; 16]), b"");
        format!("{peer}: line too long")
    };
    let Pipe {
        file,
        path,
        _directory,
    } = log;
    drop(file);
    (0..100).for_each(|_| drop(refused()));
    until(|| is_idle(&server)); // it has tried to write them

    let lines = lines_of(&path);
    let last = refused();

    let said = iter::repeat_with(|| lines.next(LIMIT).expect("a line"));
    let before = said.take_while(|line| !line.ends_with(&last));
    let before: Vec<_> = before.collect();
    let lost: Vec<_> = before.iter().filter_map(|it| count(it)).collect();
    assert!(!lost.is_empty());
    let count = before.len() - lost.len() + lost.iter().sum::<usize>();
    assert_eq!(count, 100, "{before:?}");
}

/// How many lines are lost, if it says that.
fn count(line: &str) -> Option<usize> {
    let count = line.strip_suffix(" lines of this log are lost")?;
    Some(count.parse().expect("a number"))
}

/// Whether all of its threads wait.
fn is_idle(server: &Server) -> bool {
    let threads = fs::read_dir(format!("/proc/{}/task", server.id()));
    threads.unwrap().all(|thread| {
        let stat = fs::read_to_string(thread.unwrap().path().join("stat"));
        stat.unwrap().contains(") S ")
    })
}

/// Has the server say something of every kind; and it is still there.
fn provoke(server: &Server) -> TcpStream {
    for _ in 0..20 {
        reset(half_a_line(server));
        exchange(server.connect(), &[b'x'; 10]);
    }
    let as_before = limit_files(server, Some(0));
    let waits = server.connect();
    limit_files(server, as_before);
    assert_eq!(exchange(waits, b"hello\n"), b"HELLO\n");
    half_a_line(server)
}

fn end_in_good_order(server: Server, mut busy: TcpStream) {
    server.signal(Signal::TERM);
    busy.write_all(b"line\n").unwrap();
    assert_eq!(read_to_end(busy), b"HALF A LINE\n");
    let (status, printed) = server.end();
    assert_eq!(status.code(), Some(0));
    assert!(printed.is_empty(), "{printed:?}");
}

/// A named pipe, which the server may write its log to.
struct Pipe {
    file: File,
    path: PathBuf,
    _directory: tempfile::TempDir,
}

impl Pipe {
    fn new() -> Pipe {
        let directory = tempdir().unwrap();
        let path = directory.path().join("log");
        let made = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let (file, _directory) = (file.unwrap(), directory);
        Pipe {
            file,
            path,
            _directory,
        }
    }

    fn fill(&mut self) {
        ioctl_fionbio(&self.file, true).unwrap();
        for size in [4096, 1] {
            while self.file.write(&[b'.'; 4096][..size]).is_ok() {}
        }
    }

    /// Everything from now on, until nobody writes any more.
    fn read(self) -> Lines {
        lines_of(&self.path)
    }

    fn server(&self) -> Server {
        start_with_log(&self.path)
    }
}

/// Everything that comes into a named pipe from now on.
fn lines_of(pipe: &Path) -> Lines {
    let reader = File::open(pipe).unwrap();
    Lines::of(OwnedFd::from(reader).into())
}

fn start_with_log(path: &Path) -> Server {
    let mut command = Command::new("sh");
    command
        .args(["-c", r#"log=$0; exec "$@" 2>"$log""#])
        .arg(path);
    command
        .arg(program(NAME))
        .arg(ANY_PORT)
        .args(["--longest-line", "15"]);
    Server::of(Process::start(command).expect(NAME))
}

/// It keeps those for which it has room, and says how many others there were.
#[test]
fn the_log_counts_the_lines_that_it_drops() {
    let mut log = Pipe::new();
    log.fill();
    let server = log.server();
    let refused = || {
        let stream = server.connect();
        let peer = stream.local_addr().unwrap();
        assert_eq!(exchange(stream, &[b'x'; 16]), b"");
        format!("{peer}: line too long")
    };
    let mut refusals: Vec<_> = (0..1100).map(|_| refused()).collect();

    let lines = log.read();
    let mut said: Vec<_> = (0..500)
        .map(|_| lines.next(LIMIT).expect("a line"))
        .collect();
    refusals.push(refused()); // there is room for this one
    server.signal(Signal::TERM);
    assert_eq!(server.end().0.code(), Some(0));
    let (rest, ended) = lines.rest(LIMIT);
    assert!(ended);
    said.extend(rest);

    let lost: usize = said.iter().filter_map(|line| count(line)).sum();
    said.retain(|line| count(line).is_none());
    assert!(lost > 0);
    assert_eq!(said.len() + lost, refusals.len());
    for line in said {
        let refusal = refusals.iter().position(|r| line.ends_with(r));
        refusals.swap_remove(refusal.expect(&line)); // each one only once
    }
    assert_eq!(refusals.len(), lost);
}

// Its end.

#[test]
fn a_signal_right_after_the_start_ends_it_in_good_order() {
    for signal in [Signal::TERM, Signal::INT].repeat(10) {
        let server = Server::start_with(NAME, &PATIENT);
        server.signal(signal);
        assert_eq!(server.end().0.code(), Some(0));
    }
}

/// It says goodbye to one that is idle, and does not wait long for it.
#[test]
fn an_idle_peer_that_keeps_its_socket_holds_nobody_up() {
    let (server, log) = start(&["--linger", "100ms", "--patience", "1h"]);
    let mut idle = answered(&server, b"hello\n", b"HELLO\n");

    server.signal(Signal::TERM);

    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.end().0.code(), Some(0));
    assert_eq!(log.next(LIMIT), None);
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
}

/// A line lies in the server's kernel while the server writes an answer.
#[test]
fn what_has_come_before_the_signal_is_answered() {
    let longest = (16 * MIB).to_string();
    let limits = ["--longest-line", &longest, "--answer", "1h"];
    let (server, log) = start(&[&limits[..], &PATIENT].concat());
    let idle = server.connect();
    let line = long_line(16 * MIB);
    let mut late = server.connect();
    late.write_all(&line).unwrap();
    let mut first = receive(&mut late, 1);
    late.write_all(b"one\ntwo\nhalf a ").unwrap();

    server.signal(Signal::TERM);
    assert_eq!(read_to_end(&idle), b"");
    drop(idle);
    first.extend(receive(&mut late, line.len() - 1));
    assert_eq!(receive(&mut late, 8), b"ONE\nTWO\n");
    late.write_all(b"line\nanother\n").unwrap();

    assert!(first == line.to_ascii_uppercase());
    assert_eq!(read_to_end(late), b"HALF A LINE\n");
    assert_eq!(server.end().0.code(), Some(0));
    assert_eq!(log.next(LIMIT), None);
}

/// Each of its pieces ends within a line. The first answer is to the line that
/// has begun. When the server looks what has come, it may be the next piece, too.
#[test]
fn peers_that_stream_are_answered_three_more_lines_at_most() {
    let (server, _log) = start(&PATIENT);
    let idle = server.connect();
    let all: Vec<_> = (0..8).map(|_| half_a_line(&server)).collect();

    server.signal(Signal::TERM);
    assert_eq!(read_to_end(&idle), b"");
    drop(idle);
    assert!(TcpStream::connect(server.address).is_err());
    for mut busy in all {
        let mut answers = Vec::new();
        for _ in 0..10 {
            busy.write_all(b"line\nhalf a ").unwrap();
            let mut next = (&busy).take(12);
            if next.read_to_end(&mut answers).unwrap() == 0 {
                break;
            }
        }
        let count = answers.len() / 12;
        assert!((1..=3).contains(&count), "{count} answers");
        assert_eq!(answers, b"HALF A LINE\n".repeat(count));
        assert_eq!(busy.read(&mut [0]).unwrap(), 0);
    }
    assert_eq!(server.end().0.code(), Some(0));
}

/// Most of its last answer is still in the server's kernel, and more that it
/// has sent, which nobody reads any more.
#[test]
fn a_peer_that_sends_on_loses_no_answer() {
    let (server, _log) = start(&PATIENT);
    let idle = server.connect();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&server.address.into()).unwrap();
    let mut busy = TcpStream::from(socket);
    busy.set_read_timeout(Some(LIMIT)).unwrap();
    busy.write_all(b"hello\nhalf a ").unwrap();
    assert_eq!(receive(&mut busy, 6), b"HELLO\n");

    server.signal(Signal::TERM);
    assert_eq!(read_to_end(&idle), b"");
    drop(idle);
    let line = long_line(48 * 1024);
    busy.write_all(&[&line[..], &line].concat()).unwrap();

    // The second line is answered if the first has come before the news.
    let first = [b"half a ", &line[..]].concat().to_ascii_uppercase();
    let both = [&first[..], &line.to_ascii_uppercase()].concat();
    let answer = read_to_end(&busy);
    assert!(answer == first || answer == both, "{} bytes", answer.len());
    drop(busy);
    assert_eq!(server.end().0.code(), Some(0));
}

#[test]
fn the_deadline_cuts_off_visibly() {
    let longest = (16 * MIB).to_string();
    let limits = ["--longest-line", &longest, "--patience", "200ms"];
    let (server, log) = start(&limits);
    let silent = half_a_line(&server);
    let mut slow = server.connect();
    let line = long_line(16 * MIB);
    slow.write_all(&line).unwrap();
    receive(&mut slow, 1);

    let start = Instant::now();
    server.signal(Signal::TERM);

    assert_eq!(told(&log), "ERROR cut off: 2");
    assert!(start.elapsed() >= Duration::from_millis(200));
    assert_eq!(server.end().0.code(), Some(3));
    assert_eq!(read_to_error(silent), (0, ErrorKind::ConnectionReset));
    let (part, error) = read_to_error(slow);
    assert!(1 + part < line.len());
    assert_eq!(error, ErrorKind::ConnectionReset);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let (server, log) = start(&PATIENT);
    let idle = server.connect();
    let silent = half_a_line(&server);

    let open = open_files(&server);
    server.signal(Signal::INT);
    assert_eq!(read_to_end(idle), b"");
    until(|| open_files(&server) == open - 2); // it and the listener are gone
    server.signal(Signal::TERM);

    assert_eq!(told(&log), "ERROR cut off: 1");
    assert_eq!(server.end().0.code(), Some(3));
    assert_eq!(read_to_error(silent), (0, ErrorKind::ConnectionReset));
}

// Within another program.

#[test]
fn a_panic_costs_its_own_connection_and_no_seat() {
    let panics: fn(&mut [u8]) = |lines| assert!(!lines.starts_with(b"panic"));
    let embedded = Embedded::start(&["--connections", "1"], panics);
    let mut unlucky = embedded.connect();
    let next = embedded.connect();

    unlucky.write_all(b"panic\n").unwrap();

    assert_eq!(read_to_error(unlucky), (0, ErrorKind::ConnectionReset));
    assert_eq!(exchange(next, b"hello\n"), b"hello\n");
    assert_eq!(embedded.end(), 0);
}

#[test]
fn nobody_is_left_when_run_returns() {
    let embedded = Embedded::start(&["--patience", "100ms"], |_| {});
    let silent = embedded.half_a_line();

    assert_eq!(embedded.end(), 1);

    assert_eq!(read_to_error(silent), (0, ErrorKind::ConnectionReset));
}

#[test]
fn nobody_is_left_when_run_is_dropped() {
    let embedded = Embedded::start(&PATIENT, |_| {});
    let silent = embedded.half_a_line();

    embedded.task.abort();

    assert_eq!(read_to_error(silent), (0, ErrorKind::ConnectionReset));
    // A process that another test has just forked has the listener, too.
    until(|| TcpStream::connect(embedded.address).is_err());
}

/// It cannot be cut off, as no task can, but it holds up nobody else.
#[test]
fn an_answer_that_blocks_does_not_outlast_the_deadline() {
    let blocks: fn(&mut [u8]) = |line| {
        if line == b"block\n" {
            thread::sleep(LIMIT);
        }
    };
    let embedded = Embedded::start(&["--patience", "100ms"], blocks);
    let mut blocked = embedded.half_a_line();
    blocked.write_all(b"line\nblock\n").unwrap();
    assert_eq!(receive(&mut blocked, 12), b"half a line\n");

    let start = Instant::now();
    assert_eq!(embedded.end(), 1);
    assert!(start.elapsed() < LIMIT / 2);
}

/// Their tasks have ended, and nobody has looked at them since.
#[test]
fn who_has_left_before_two_signals_is_not_cut_off() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let once = async || {
        let listener = tokio::net::TcpListener::bind(ANY_PORT).await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = CancellationToken::new();
        let peer = async {
            let stream = tokio::net::TcpStream::connect(address).await;
            let mut stream = stream.unwrap();
            stream.shutdown().await.unwrap();
            assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
            drop(stream);
            while Handle::current().metrics().num_alive_tasks() > 0 {
                yield_now().await;
            }
            told.cancel(); // which each call of the signal finds
        };
        let limits = Limits::parse_from([NAME]);
        let signal = async || told.cancelled().await;
        let run = run(listener, limits, signal, |_| {});
        assert_eq!(join!(run, peer).0.unwrap(), 0);
    };
    for _ in 0..20 {
        runtime.block_on(once());
    }
}

/// It runs in a runtime of its own, which outlives it.
struct Embedded {
    runtime: Runtime,
    stop: Arc<Notify>,
    task: tokio::task::JoinHandle<io::Result<usize>>,
    address: std::net::SocketAddr,
}

impl Embedded {
    fn start(arguments: &[&str], answer: fn(&mut [u8])) -> Embedded {
        let runtime = Runtime::new().unwrap();
        let stop = Arc::new(Notify::new());
        let listener = tokio::net::TcpListener::bind(ANY_PORT);
        let listener = runtime.block_on(listener).unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits::parse_from([&[NAME], arguments].concat());
        let stopped = stop.clone();
        let signal = async move || stopped.notified().await;
        let task = runtime.spawn(run(listener, limits, signal, answer));
        Embedded {
            runtime,
            stop,
            task,
            address,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// A connection of which it has read half a line.
    fn half_a_line(&self) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(b"hello\nhalf a ").unwrap();
        assert_eq!(receive(&mut stream, 6), b"hello\n");
        stream
    }

    /// How many it has cut off.
    fn end(self) -> usize {
        self.stop.notify_one();
        let end = async { tokio::time::timeout(LIMIT, self.task).await };
        let end = self.runtime.block_on(end);
        let cut = end.expect("an end").unwrap().unwrap();
        std::mem::forget(self.runtime); // it must not cut anybody off
        cut
    }
}

// Help for all of them.

pub fn start(arguments: &[&str]) -> (Server, Lines) {
    start_apart_with(NAME, arguments)
}

/// The next line of its log, without the time and the name of the module.
#[track_caller]
pub fn told(log: &Lines) -> String {
    let line = log.next(LIMIT).expect("a line of the log");
    let (_time, line) = line.split_once(' ').expect("a time");
    line.trim_start().replacen("server_to_keep: ", "", 1)
}

/// A connection of which the server has read half a line.
pub fn half_a_line(server: &Server) -> TcpStream {
    answered(server, b"hello\nhalf a ", b"HELLO\n")
}

pub fn long_line(length: usize) -> Vec<u8> {
    let mut line = vec![b'x'; length];
    line[length - 1] = b'\n';
    line
}

/// How many bytes come before the error, and which that is.
#[track_caller]
pub fn read_to_error(mut stream: TcpStream) -> (usize, ErrorKind) {
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).expect_err("an error");
    (bytes.len(), error.kind())
}

pub const FIN_WAIT2: &str = "05";
pub const TIME_WAIT: &str = "06";
pub const LISTEN: &str = "0A";

/// How Linux calls the states of the sockets at this port of our side.
pub fn states_at(port: u16) -> Vec<String> {
    sockets_at(port).map(|columns| columns[3].clone()).collect()
}

/// The rows of Linux' table for the sockets at this port of our side.
pub fn sockets_at(port: u16) -> impl Iterator<Item = Vec<String>> {
    let table = fs::read_to_string("/proc/net/tcp").unwrap();
    let rows = table.lines().map(|line| line.split_whitespace());
    let rows = rows.map(|columns| columns.map(str::to_owned).collect());
    let rows: Vec<Vec<_>> = rows.collect();
    let port = format!(":{port:04X}");
    rows.into_iter()
        .filter(move |columns| columns[1].ends_with(&port))
}

/// Waits until that is so.
#[track_caller]
pub fn until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LIMIT, "it is never so");
        thread::sleep(Duration::from_millis(1));
    }
}

/// How many descriptors of it are open.
pub fn open_files(server: &Server) -> usize {
    let open = fs::read_dir(format!("/proc/{}/fd", server.id()));
    open.unwrap().count()
}

/// The first descriptor that it does not use.
pub fn descriptors(server: &Server) -> u64 {
    let open = fs::read_dir(format!("/proc/{}/fd", server.id())).unwrap();
    let open = open.map(|entry| entry.unwrap().file_name());
    let last = open.map(|name| name.to_str().unwrap().parse::<u64>().unwrap());
    last.max().unwrap() + 1
}

/// The listener of the server itself, not a copy.
pub fn listener_of(server: &Server) -> Socket {
    socket_of(server, |socket| socket.is_listener().unwrap_or(false))
}

/// The first of the server's own sockets that is wanted.
pub fn socket_of(server: &Server, wanted: impl Fn(&Socket) -> bool) -> Socket {
    let id = Pid::from_raw(server.id().cast_signed()).unwrap();
    let process = pidfd_open(id, PidfdFlags::empty()).unwrap();
    let taken = (3..descriptors(server)).filter_map(|descriptor| {
        let flags = PidfdGetfdFlags::empty();
        pidfd_getfd(&process, descriptor as i32, flags).ok()
    });
    taken.map(Socket::from).find(wanted).expect("such a socket")
}

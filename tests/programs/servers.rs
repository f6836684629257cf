//! The servers, with real connections.

use std::io::{Read, Write};
use std::iter::from_fn;
use std::net::{Shutdown, SocketAddr, TcpStream};
#[cfg(target_os = "linux")]
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use proofread::Lines;
#[cfg(target_os = "linux")]
use proofread::Process;

#[cfg(target_os = "linux")]
use crate::SERVERS_THAT_GO_ON;
#[cfg(target_os = "linux")]
use crate::support::{ANY_PORT, program};
use crate::support::{LIMIT, Server, read_to_end};
use crate::{
    answered, exchange, receive, reset, reset_after_an_answer, start_apart,
    with_small_buffers,
};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// They answer each line in capitals.
const LINE_SERVERS: [&str; 5] = [
    "abrupt-server",
    "line-server",
    "open-door",
    "seats",
    "limits",
];

/// Each echo server has to pass every one of these tests.
macro_rules! for_each_echo_server {
    ($($test:ident,)*) => {
        for_each_echo_server! {
            echo_server: "echo-server" $($test)*,
            echo_server_copy: "echo-server-copy" $($test)*,
        }
    };
    ($($module:ident: $name:literal $($test:ident)*,)*) => {
        $(mod $module {
            $(#[test]
            fn $test() {
                super::$test($name);
            })*
        })*
    };
}

for_each_echo_server! {
    every_byte_comes_back_before_the_next_is_sent,
    any_number_of_bytes_comes_back_in_order,
    a_client_that_reads_late_misses_nothing,
    bytes_that_are_not_text_come_back_unchanged,
    half_close_still_delivers_the_rest_and_then_the_end,
    a_silent_client_does_not_hold_up_another,
    a_reset_is_reported_and_disturbs_nobody_else,
}

fn every_byte_comes_back_before_the_next_is_sent(name: &str) {
    let server = Server::start(name);
    let mut stream = server.connect();

    for byte in b"ping" {
        stream.write_all(&[*byte]).unwrap();
        assert_eq!(receive(&mut stream, 1), [*byte]);
    }
}

fn any_number_of_bytes_comes_back_in_order(name: &str) {
    let server = Server::start(name);

    // The servers' buffers are 1 KiB and 8 KiB: a bit less, that, a bit more.
    for length in [
        0,
        1,
        KIB - 1,
        KIB,
        KIB + 1,
        8 * KIB - 1,
        8 * KIB,
        8 * KIB + 1,
        MIB,
    ] {
        let sent = random_bytes(length);
        let received = exchange(server.connect(), &sent);
        assert_same(&received, &sent);
    }
}

fn a_client_that_reads_late_misses_nothing(name: &str) {
    let server = Server::start(name);
    let sent = random_bytes(MIB);

    let received = exchange_late(with_small_buffers(server.address), &sent);

    assert_same(&received, &sent);
}

#[test]
fn line_servers_keep_nothing_from_a_client_that_reads_late() {
    for name in LINE_SERVERS {
        let server = Server::start(name);
        let mut sent = [b'x'; 64 * KIB];
        sent[64 * KIB - 1] = b'\n';
        let sent = sent.repeat(16);

        let received = exchange_late(with_small_buffers(server.address), &sent);

        assert_same(&received, &sent.to_ascii_uppercase());
    }
}

/// Sends `bytes` and the end, and reads only when nothing moves any more.
fn exchange_late(stream: TcpStream, bytes: &[u8]) -> Vec<u8> {
    let (progress, progressed) = channel();

    thread::scope(|scope| {
        let mut stream = &stream;
        scope.spawn(move || {
            for part in bytes.chunks(64 * KIB) {
                stream.write_all(part).unwrap();
                progress.send(()).unwrap();
            }
            stream.shutdown(Shutdown::Write).unwrap();
        });
        // Then the buffer of the client is full, and the server cannot send
        // all that it has read. No call tells that a writer is stuck, so
        // silence has to. If it comes early, some buffer has room: the test
        // asks less then, and stays right.
        let mut received = Vec::new();
        loop {
            while progressed.recv_timeout(Duration::from_millis(20)).is_ok() {}
            let mut some = stream.take(64 * KIB as u64);
            if some.read_to_end(&mut received).unwrap() == 0 {
                break received;
            }
        }
    })
}

fn bytes_that_are_not_text_come_back_unchanged(name: &str) {
    let server = Server::start(name);
    let every_byte: Vec<u8> = (0..=255).collect();

    for sent in [b"\0\0\0", b"\xff\xfe\0", b"\xc3\r\n", &every_byte[..]] {
        assert_eq!(exchange(server.connect(), sent), sent);
    }
}

// ANCHOR: half_close
fn half_close_still_delivers_the_rest_and_then_the_end(name: &str) {
    let server = Server::start(name);
    let mut stream = server.connect();

    stream.write_all(b"the last words").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();

    assert_eq!(read_to_end(stream), b"the last words");
}
// ANCHOR_END: half_close

fn a_silent_client_does_not_hold_up_another(name: &str) {
    let server = Server::start(name);
    let silent = server.connect();

    assert_eq!(exchange(server.connect(), b"talkative"), b"talkative");
    assert_eq!(exchange(silent, b"at last"), b"at last");
}

fn a_reset_is_reported_and_disturbs_nobody_else(name: &str) {
    let (server, errors) = start_apart(name);
    let other = answered(&server, b"first half, ", b"first half, ");

    let peer = reset_after_an_answer(&server);

    assert_reports(&errors, peer);
    assert_eq!(exchange(other, b"second half"), b"second half");
    assert_eq!(exchange(server.connect(), b"a new one"), b"a new one");
}

/// One test for both servers, one after the other: with 400 connections at a
/// time this process would run into the limit that some systems set.
#[test]
fn two_hundred_connections_at_once_get_their_own_bytes_back() {
    for name in ["echo-server", "echo-server-copy"] {
        let server = Server::start(name);
        let mut streams = Vec::new();
        for _ in 0..2 {
            streams.extend((0..100).map(|_| server.connect()));
            // The system queues about 128 connections until the server accepts
            // them. It has, once one that came after them is answered.
            assert_eq!(exchange(server.connect(), b"one more"), b"one more");
        }

        for (i, stream) in streams.iter_mut().enumerate() {
            let own_bytes = format!("connection {i:03}");
            stream.write_all(own_bytes.as_bytes()).unwrap();
        }
        for (i, stream) in streams.iter_mut().enumerate() {
            let own_bytes = format!("connection {i:03}");
            assert_eq!(receive(stream, 14), own_bytes.as_bytes());
        }
    }
}

#[test]
fn echo_server_says_nothing_about_a_client_that_leaves_in_order() {
    let server = Server::start("echo-server");

    assert_eq!(exchange(server.connect(), b"goodbye"), b"goodbye");

    // Its first line is about the next client, which does not.
    let peer = reset_after_an_answer(&server);
    assert!(server.next_line().starts_with(&format!("{peer}: ")));
}

#[test]
fn echo_server_copy_prints_a_count_when_the_client_has_left() {
    let server = Server::start("echo-server-copy");
    let stream = server.connect();
    let peer = stream.local_addr().unwrap();

    assert_eq!(exchange(stream, b"five!"), b"five!");

    assert_eq!(server.next_line(), format!("{peer}: 5 bytes echoed"));
}

#[test]
fn accept_loop_names_every_client_and_hangs_up() {
    let server = Server::start("accept-loop");

    for _ in 0..3 {
        let stream = server.connect();
        let peer = stream.local_addr().unwrap();
        assert_eq!(read_to_end(stream), b"");
        assert_eq!(server.next_line(), format!("{peer} came"));
    }
}

#[test]
fn line_server_answers_every_line_and_also_the_last_one_without_an_end() {
    let server = Server::start("line-server");

    for (sent, answer) in [
        ("", ""),
        ("\n\n", "\n\n"),
        ("one\r\ntwo\n", "ONE\r\nTWO\n"),
        ("no end", "NO END"),
    ] {
        let received = exchange(server.connect(), sent.as_bytes());
        assert_eq!(received, answer.as_bytes());
    }
}

#[test]
fn a_reset_in_the_middle_of_an_answer_is_reported() {
    let reports = |name| {
        let (server, errors) = start_apart(name);
        let mut stream = with_small_buffers(server.address);
        // Soon full of answers that nobody reads: the server is in a write.
        stream
            .set_write_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        // The longer a line, the fewer answers it takes.
        let line = ["x".repeat(70), "\n".into()].concat();
        let lines = line.repeat(KIB);
        while stream.write_all(lines.as_bytes()).is_ok() {}

        let peer = stream.local_addr().unwrap();
        reset(stream);

        assert_reports(&errors, peer);
    };
    thread::scope(|scope| {
        for name in [
            "echo-server",
            "echo-server-copy",
            "abrupt-server",
            "line-server",
            "open-door",
            "seats",
            "limits",
            "line-lengths",
        ] {
            scope.spawn(move || reports(name));
        }
    });
}

/// It is about one peer, who has left; to report it would let a stranger fill
/// the log, and a pause would keep others out.
#[cfg(target_os = "linux")]
#[test]
fn a_peer_that_has_left_the_queue_is_passed_over_in_silence() {
    let directory = tempfile::tempdir().unwrap();
    let aborted = directory.path().join("aborted.so");
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--crate-type=cdylib",
        "--edition=2024",
        "tests/programs/aborted.rs",
    ]);
    assert!(rustc.arg("-o").arg(&aborted).status().unwrap().success());

    let kept = ("server-to-keep", "HELLO\n");
    for (name, answer) in SERVERS_THAT_GO_ON.into_iter().chain([kept]) {
        let mut command = Command::new(program(name));
        command.arg(ANY_PORT).env("LD_PRELOAD", &aborted);
        let (process, errors) = Process::start_apart(command).unwrap();
        let server = Server::of(process);

        let answered = exchange(server.connect(), b"hello\n");

        assert_eq!(answered, answer.as_bytes(), "{name}");
        let said = errors.next(Duration::ZERO).unwrap_or_default();
        assert!(!said.contains("accept"), "{name}: {said}");
    }
}

#[test]
fn a_reset_is_reported_between_two_lines_and_in_one() {
    for (name, answer) in [
        ("abrupt-server", "HELLO\n"),
        ("line-server", "HELLO\n"),
        ("open-door", "HELLO\n"),
        ("seats", "HELLO\n"),
        ("limits", "HELLO\n"),
        ("line-lengths", "5 bytes\n"),
    ] {
        let (server, errors) = start_apart(name);
        let other = answered(&server, b"hello\n", answer.as_bytes());

        for sent in ["hello\n", "hello\nhalf a "] {
            let stream = answered(&server, sent.as_bytes(), answer.as_bytes());
            let peer = stream.local_addr().unwrap();
            reset(stream);
            assert_reports(&errors, peer);
        }

        assert_eq!(exchange(other, b"hello\n"), answer.as_bytes());
    }
}

#[test]
fn line_lengths_says_what_is_wrong_with_a_line_and_serves_the_others() {
    let (server, errors) = start_apart("line-lengths");
    let other = server.connect();

    let too_long = "x".repeat(81) + "\n";
    for (line, wrong) in [
        (too_long.as_bytes(), "max line length exceeded"),
        (b"caf\xe9\n", "Unable to decode input as UTF8"),
    ] {
        let mut stream = server.connect();
        let peer = stream.local_addr().unwrap();
        stream.write_all(line).unwrap();
        assert_eq!(read_to_end(stream), b"");
        let report = errors.next(LIMIT).expect("a report");
        assert_eq!(report, format!("{peer}: {wrong}"));
    }

    assert_eq!(exchange(other, &too_long.as_bytes()[1..]), b"80 bytes\n");
}

/// Asserts that the next report is about an error of this connection.
#[track_caller]
fn assert_reports(errors: &Lines, peer: SocketAddr) {
    let mut lines = from_fn(|| errors.next(LIMIT));
    // Who comes and goes is no report.
    let report = lines.find(|line| line.contains(": ")).expect("a report");
    assert!(
        report.starts_with(&format!("{peer}: ")) && report.contains("os error"),
        "expected the peer's address and the error, got {report:?}"
    );
}

/// What `random_bytes` starts from; the same bytes in every run.
const SEED: u64 = 6142;

fn random_bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    fastrand::Rng::with_seed(SEED).fill(&mut bytes);
    bytes
}

/// As `assert_eq!`, for bytes that are too many to print.
fn assert_same(received: &[u8], sent: &[u8]) {
    let same = received.iter().zip(sent).take_while(|(r, s)| r == s);
    assert!(
        received == sent,
        "of {} bytes sent, {} came back, the first {} right (seed {SEED})",
        sent.len(),
        received.len(),
        same.count(),
    );
}

//! Servers that are told to stop, as real processes with clients at work.

#![cfg(unix)] // only there can a test send a signal to one process

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use support::{LIMIT, Server, program, read_to_end, run};

const KIB: usize = 1024;

#[test]
fn sigint_under_load_cuts_no_line_short() {
    a_signal_under_load_cuts_no_line_short("INT");
}

#[test]
fn sigterm_under_load_cuts_no_line_short() {
    a_signal_under_load_cuts_no_line_short("TERM");
}

/// The server is told to stop while twenty lines are begun and eight clients
/// send one long line after the other.
fn a_signal_under_load_cuts_no_line_short(signal: &str) {
    let server = Server::start_with(program!("line-server"), &["60"]);
    let mut begun: Vec<_> = (0..20).map(|_| half_a_line(&server)).collect();
    let (answered, answers) = channel();

    thread::scope(|scope| {
        for _ in 0..8 {
            let (stream, answered) = (server.connect(), answered.clone());
            scope.spawn(move || {
                let part = ask_until_the_end(stream, || {
                    let _ = answered.send(());
                });
                assert_eq!(part, 0, "an answer was cut short");
            });
        }
        // All of them are at work.
        for _ in 0..100 {
            answers.recv_timeout(LIMIT).unwrap();
        }
        server.signal(signal);
    });

    // The eight are gone, so the server is told. Now the begun lines end.
    for (i, stream) in begun.iter_mut().enumerate() {
        writeln!(stream, "line {i}").unwrap();
    }
    for (i, stream) in begun.into_iter().enumerate() {
        let answer = format!("HALF A LINE {i}\n");
        assert_eq!(read_to_end(stream), answer.as_bytes());
    }
    let (status, printed) = server.end();
    assert!(status.success());
    assert!(printed.is_empty(), "{printed:?}");
}

/// Sends lines of 64 KiB and reads their answers, until the server is gone;
/// returns how much of the last answer came.
fn ask_until_the_end(mut stream: TcpStream, answered: impl Fn()) -> usize {
    let mut line = vec![b'x'; 64 * KIB];
    line.push(b'\n');
    loop {
        if stream.write_all(&line).is_err() {
            return 0;
        }
        let mut answer = Vec::new();
        let mut limited = (&stream).take(line.len() as u64);
        let _ = limited.read_to_end(&mut answer);
        if answer.len() < line.len() {
            return answer.len();
        }
        assert!(answer == line.to_ascii_uppercase());
        answered();
    }
}

#[test]
fn the_deadline_cuts_off_a_peer_that_never_ends_its_line() {
    let server = Server::start_with(program!("line-server"), &["1"]);
    let silent = half_a_line(&server);

    let start = Instant::now();
    server.signal("TERM");

    assert_eq!(server.next_line(), "cut off after 1s: 1 connections");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert!(server.end().0.success());
    assert_eq!(read_to_end(silent), b"");
}

#[test]
fn a_server_without_connections_ends_at_once() {
    let server = Server::start_with(program!("line-server"), &["3600"]);
    assert_eq!(read_to_end(one_answer(&server)), b"");

    server.signal("INT");

    let (status, printed) = server.end();
    assert!(status.success());
    assert!(printed.is_empty(), "{printed:?}");
}

#[test]
fn line_server_answers_every_line_and_also_the_last_one_without_an_end() {
    let server = Server::start(program!("line-server"));

    for (sent, answer) in [
        ("", ""),
        ("\n\n", "\n\n"),
        ("one\r\ntwo\n", "ONE\r\nTWO\n"),
        ("no end", "NO END"),
    ] {
        let mut stream = server.connect();
        stream.write_all(sent.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(read_to_end(stream), answer.as_bytes());
    }
}

#[test]
fn interrupt_gets_an_answer_from_one_server_and_none_from_the_other() {
    for (program, answer) in [
        (program!("abrupt-server"), ""),
        (program!("line-server"), "HALF A LINE\\n"),
    ] {
        let server = Server::start(program);
        run(program!("interrupt"))
            .args([server.address.to_string(), server.process()])
            .assert()
            .success()
            .stdout(format!(
                "the server has heard\nhalf a line: \"{answer}\"\n"
            ));
        assert!(server.end().0.success());
    }
}

/// A connection of which the server has read half a line.
fn half_a_line(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    // Both lines are in one buffer: who has read the first, has the second.
    stream.write_all(b"hello\nhalf a ").unwrap();
    stream.read_exact(&mut [0; 6]).unwrap();
    stream
}

/// A connection that has got its answer, and has said everything.
fn one_answer(server: &Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(b"hello\n").unwrap();
    stream.read_exact(&mut [0; 6]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    stream
}

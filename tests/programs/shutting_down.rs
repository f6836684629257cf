//! Servers that are told to stop while clients are at work.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use rustix::process::Signal;

use crate::support::{LIMIT, Server, read_to_end};
use crate::{answered, assert_prints, run_at};

#[test]
fn sigint_under_load_cuts_no_line_short() {
    a_signal_under_load_cuts_no_line_short(Signal::INT);
}

#[test]
fn sigterm_under_load_cuts_no_line_short() {
    a_signal_under_load_cuts_no_line_short(Signal::TERM);
}

/// The server is told to stop while twenty lines are begun and eight clients
/// send one long line after the other.
fn a_signal_under_load_cuts_no_line_short(signal: Signal) {
    let server = Server::start("line-server");
    let mut begun: Vec<_> = (0..20).map(|_| half_a_line(&server)).collect();
    let ((answered, answers), (end, ends)) = (channel(), channel());

    // No thread is joined: if the server goes on, so do they, until it is
    // killed at the end of this test.
    for _ in 0..8 {
        let (answered, end) = (answered.clone(), end.clone());
        let stream = server.connect();
        thread::spawn(move || end.send(ask_until_the_end(stream, answered)));
    }
    for _ in 0..100 {
        answers.recv_timeout(LIMIT).expect("an answer");
    }
    server.signal(signal);
    for _ in 0..8 {
        let part = ends.recv_timeout(LIMIT).expect("a client's end");
        assert_eq!(part, 0, "an answer was cut short");
    }

    // The eight are gone, so the server is told. Now the begun lines end.
    for (i, stream) in begun.iter_mut().enumerate() {
        writeln!(stream, "line {i}").unwrap();
    }
    for (i, stream) in begun.into_iter().enumerate() {
        let answer = format!("HALF A LINE {i}\n");
        assert_eq!(read_to_end(stream), answer.as_bytes());
    }
    assert_ends_in_silence(server);
}

/// Sends lines of 64 KiB and reads their answers, until the server is gone;
/// returns how much of the last answer came.
fn ask_until_the_end(mut stream: TcpStream, answered: Sender<()>) -> usize {
    let mut line = vec![b'x'; 64 * 1024];
    line.push(b'\n');
    while stream.write_all(&line).is_ok() {
        let mut answer = Vec::new();
        let mut limited = (&stream).take(line.len() as u64);
        let _ = limited.read_to_end(&mut answer);
        if answer.len() < line.len() {
            return answer.len();
        }
        assert!(answer == line.to_ascii_uppercase());
        let _ = answered.send(());
    }
    0
}

#[test]
fn a_server_without_connections_ends_at_once() {
    let server = Server::start("line-server");
    let last = answered(&server, b"hello\n", b"HELLO\n");
    last.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read_to_end(last), b"");

    server.signal(Signal::INT);

    assert_ends_in_silence(server);
}

#[test]
fn interrupt_gets_an_answer_from_one_server_and_none_from_the_other() {
    for (name, answer) in
        [("abrupt-server", ""), ("line-server", "HALF A LINE\\n")]
    {
        let server = Server::start(name);
        let mut interrupt = run_at("interrupt", server.address);
        interrupt.arg(server.id().to_string());
        let printed =
            format!("the server has heard\nhalf a line: \"{answer}\"\n");
        assert_prints(interrupt, &printed);
        assert!(server.end().0.success());
    }
}

/// A connection of which the server has read half a line. Both lines are in
/// one buffer: who has read the first, has the second.
fn half_a_line(server: &Server) -> TcpStream {
    answered(server, b"hello\nhalf a ", b"HELLO\n")
}

/// Asserts that the server ends well, with nothing more to say.
fn assert_ends_in_silence(server: Server) {
    let (status, printed) = server.end();
    assert!(status.success());
    assert!(printed.is_empty(), "{printed:?}");
}

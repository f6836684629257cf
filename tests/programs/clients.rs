//! The clients, against both echo servers and other peers.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{ANY_PORT, LIMIT, Server, read_to_end};
use crate::{assert_fails, assert_prints, receive, reset, run_at};

/// What both clients send.
const LINES: &[u8] = b"hello\r\nworld\r\n";

/// What both clients print once they have their lines back.
const RECEIVED: &str = "received \"hello\\r\\nworld\\r\\n\"\n";

#[test]
fn client_receives_all_it_sent_and_ends() {
    for name in ["echo-server", "echo-server-copy"] {
        let server = Server::start(name);
        assert_prints(run_at("client", server.address), RECEIVED);
    }
}

#[test]
fn client_lets_the_server_see_the_end() {
    let server = Server::start("echo-server-copy");

    assert_prints(run_at("client", server.address), RECEIVED);

    // It counts only after the end of the stream.
    let count = server.next_line();
    assert!(count.ends_with(": 14 bytes echoed"), "got {count:?}");
}

#[test]
fn client_ends_only_its_half_and_prints_an_answer_that_comes_later() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    // More than the client reads at once.
    let answer = "a long answer, ".repeat(100);
    let printed = format!("received {answer:?}\n");
    let sent = serve_one(listener, move |mut stream| {
        let sent = read_to_end(&stream);
        stream.write_all(answer.as_bytes()).unwrap();
        sent
    });

    assert_prints(run_at("client", address), &printed);

    assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
}

#[test]
fn client_without_shutdown_gives_up_on_echo_server() {
    gives_up_after_the_echo("echo-server");
}

#[test]
fn client_without_shutdown_gives_up_on_echo_server_copy() {
    gives_up_after_the_echo("echo-server-copy");
}

fn gives_up_after_the_echo(name: &str) {
    let server = Server::start(name);

    assert_prints(
        run_at("client-without-shutdown", server.address),
        &format!("still waiting for the end after 1s\n{RECEIVED}"),
    );
}

#[test]
fn client_without_shutdown_ends_when_its_peer_hangs_up() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    let sent = serve_one(listener, echo_the_lines);

    assert_prints(
        run_at("client-without-shutdown", address),
        &format!("the end, after 14 bytes\n{RECEIVED}"),
    );

    assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
}

#[test]
fn clients_say_that_their_peer_has_broken_the_connection_off() {
    for name in ["client", "client-without-shutdown"] {
        let listener = TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        let sent = serve_one(listener, |mut stream| {
            let bytes = receive(&mut stream, LINES.len());
            stream.write_all(&bytes[..9]).unwrap();
            reset(stream);
            bytes
        });

        assert_fails(run_at(name, address), ErrorKind::ConnectionReset);

        assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
    }
}

/// Their peer hangs up at once. Its kernel answers the first line with a reset,
/// which the second line meets. What the reading task sees is a regular end.
///
/// If a client is quicker than its peer, it sees something else; so this looks
/// for the first run that is not.
#[test]
#[cfg(target_os = "linux")] // elsewhere, other kinds of errors
fn clients_say_what_their_sending_task_has_met() {
    for name in ["client", "client-without-shutdown"] {
        let listener = TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || listener.incoming().for_each(drop));

        let said = (0..100).any(|_| {
            let output = run_at(name, address).output().unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            output.status.code() == Some(1)
                && stderr.starts_with("Error: ")
                && stderr.contains("kind: BrokenPipe")
        });

        assert!(said, "{name} keeps it to itself");
    }
}

/// It gives up a second after it has connected, so no earlier than a second
/// after it was started. What was sent by then is shown; if this machine was too
/// busy to send it, the client may have come too early for it.
#[test]
fn client_without_shutdown_shows_what_came_before_it_gave_up() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    let (report, sent_after) = channel();
    let start = Instant::now();
    let (give_up, given_up) = channel::<()>();
    serve_one(listener, move |mut stream| {
        let _ = stream.write_all(b"half");
        report.send(start.elapsed()).unwrap();
        let _ = given_up.recv();
        vec![]
    });

    let run = run_at("client-without-shutdown", address).assert();
    drop(give_up);

    let sent_after = sent_after.recv_timeout(LIMIT).unwrap();
    let has_nothing = run.get_output().stdout.ends_with(b"received \"\"\n");
    let received = match has_nothing && sent_after >= Duration::from_secs(1) {
        true => "",
        false => "half",
    };
    run.success().stderr("").stdout(format!(
        "still waiting for the end after 1s\nreceived {received:?}\n"
    ));
}

#[test]
fn socket_test_tells_an_end_from_an_error() {
    let hangs_up = peer_that_leaves(6, drop);
    assert_prints(run_at("socket-test", hangs_up), "failed: \"\"\n");

    let breaks_off = peer_that_leaves(6, reset);
    let kind = ErrorKind::ConnectionReset;
    assert_fails(run_at("socket-test", breaks_off), kind);
}

#[test]
fn crowd_says_that_the_server_is_gone_when_it_hangs_up() {
    assert_prints(
        run_at("crowd", peer_that_leaves(6, drop)),
        "the server is gone, and all that it served with it\n",
    );
}

/// The server ends while it has one connection, and that ends later.
#[test]
fn crowd_waits_for_the_end_of_all_that_was_served() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        receive(&mut stream, 6);
        stream.write_all(b"HELLO\n").unwrap();
        // It should now find out that nobody listens, and wait for this end. If
        // that takes it longer, the test asks less, and stays right.
        let silence = Some(Duration::from_millis(100));
        stream.set_read_timeout(silence).unwrap();
        sender.send(stream.read(&mut [0]).is_err()).unwrap();
    });

    assert_prints(
        run_at("crowd", address),
        "the server is gone, and all that it served with it\n",
    );
    assert!(receiver.recv_timeout(LIMIT).unwrap(), "has not waited");
}

/// The server breaks off the connection that waits for another one's end.
#[test]
fn crowd_says_when_it_is_not_served_in_the_end() {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut served, _) = listener.accept().unwrap();
        receive(&mut served, 6);
        served.write_all(b"HELLO\n").unwrap();
        let (mut waiting, _) = listener.accept().unwrap();
        receive(&mut waiting, 6);
        read_to_end(served);
        reset(waiting);
    });

    let failed = run_at("crowd", address).assert().code(1);

    let failed = failed.stdout("connected, but not served\n");
    let stderr = String::from_utf8_lossy(&failed.get_output().stderr);
    assert!(stderr.contains("kind: ConnectionReset"), "got {stderr}");
}

#[test]
#[cfg(unix)]
fn interrupt_says_what_is_no_process() {
    let server = Server::start("line-server");
    for process in ["", "nonsense", "0", "-1", "1.5"] {
        let mut interrupt = run_at("interrupt", server.address);
        interrupt.arg(process);
        assert_fails(interrupt, ErrorKind::InvalidInput);
    }
    // A number that no process has.
    let mut interrupt = run_at("interrupt", server.address);
    interrupt.arg(i32::MAX.to_string());
    let nobody = std::io::Error::from(rustix::io::Errno::SRCH);
    assert_fails(interrupt, nobody.kind());
}

/// The process that it interrupts is another one here, and the test plays the
/// server: it says nothing for a while, and then breaks off, before the rest of
/// the line has come or after.
#[test]
#[cfg(target_os = "linux")]
fn interrupt_waits_for_the_server_and_prints_whatever_came() {
    for hears_the_rest in [false, true] {
        let listener = TcpListener::bind(ANY_PORT).unwrap();
        let address = listener.local_addr().unwrap();
        let other = Server::start("line-server");
        let mut interrupt = run_at("interrupt", address);
        interrupt.arg(other.id().to_string());
        let (sender, waited) = channel();
        thread::spawn(move || {
            let [idle, mut busy] = [6, 13].map(|sent| {
                let (mut stream, _) = listener.accept().unwrap();
                receive(&mut stream, sent);
                stream.write_all(b"HELLO\n").unwrap();
                stream
            });
            other.end();
            // It should now wait. If it has not come to that, this asks less.
            let silence = Some(Duration::from_millis(50));
            busy.set_read_timeout(silence).unwrap();
            sender.send(busy.read(&mut [0]).is_err()).unwrap();

            busy.write_all(b"HALF").unwrap();
            if hears_the_rest {
                drop(idle);
                busy.set_read_timeout(Some(LIMIT)).unwrap();
                receive(&mut busy, 5);
            }
            reset(busy);
        });

        assert_prints(
            interrupt,
            "the server has heard\nhalf a line: \"HALF\"\n",
        );
        assert!(waited.recv_timeout(LIMIT).unwrap(), "has not waited");
    }
}

/// Accepts one client, does `talk` with it, and sends what that returns.
///
/// The thread is not joined: if no client comes, it must not hold up the test.
fn serve_one(
    listener: TcpListener,
    talk: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static,
) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        let _ = sender.send(talk(stream)); // not every test asks
    });
    receiver
}

/// Where a peer accepts one client, reads so many bytes, and does `leave`.
fn peer_that_leaves(after: usize, leave: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind(ANY_PORT).unwrap();
    let address = listener.local_addr().unwrap();
    serve_one(listener, move |mut stream| {
        let bytes = receive(&mut stream, after);
        leave(stream);
        bytes
    });
    address
}

/// Sends the client's lines back, and hangs up without waiting for the end.
fn echo_the_lines(mut stream: TcpStream) -> Vec<u8> {
    let bytes = receive(&mut stream, LINES.len());
    stream.write_all(&bytes).unwrap();
    bytes
}

//! The clients, against both echo servers and other peers.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use socket2::{Domain, Socket, Type};

use crate::support::{ANY_PORT, LIMIT, Server, read_to_end};
use crate::{
    assert_fails, assert_fails_at, assert_prints, receive, run, run_at,
};

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
fn clients_say_why_they_cannot_connect() {
    // Nobody else can get this port, and nobody listens on it.
    let silent = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any_port: SocketAddr = ANY_PORT.parse().unwrap();
    silent.bind(&any_port.into()).unwrap();
    let silent = silent.local_addr().unwrap().as_socket().unwrap();

    for name in ["client", "client-without-shutdown"] {
        assert_fails_at(name, silent, ErrorKind::ConnectionRefused);
    }
}

/// The servers too, so that only one test needs this port.
#[test]
fn without_an_argument_clients_and_servers_use_port_6142() {
    let listener = TcpListener::bind("127.0.0.1:6142").unwrap_or_else(|error| {
        panic!(
            "port 6142 is taken, and this test needs it ({error}). End what \
             listens there, such as a server that a page has you start."
        )
    });

    for server in ["accept-loop", "echo-server", "echo-server-copy"] {
        assert_fails(run(server), ErrorKind::AddrInUse);
    }
    for client in ["client", "client-without-shutdown"] {
        let sent = serve_one(listener.try_clone().unwrap(), echo_the_lines);
        run(client).assert().success();
        assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
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
        sender.send(talk(stream)).unwrap();
    });
    receiver
}

/// Sends the client's lines back, and hangs up without waiting for the end.
fn echo_the_lines(mut stream: TcpStream) -> Vec<u8> {
    let bytes = receive(&mut stream, LINES.len());
    stream.write_all(&bytes).unwrap();
    bytes
}

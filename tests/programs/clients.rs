//! The clients as real processes, against both echo servers and other peers.

mod support;

use std::env;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use socket2::{Domain, Socket, Type};
use support::{LIMIT, Server, assert_fails, program, read_to_end, run};

/// What both clients send.
const LINES: &[u8] = b"hello\r\nworld\r\n";

/// What both clients print once they have their lines back.
const RECEIVED: &str = "received \"hello\\r\\nworld\\r\\n\"\n";

#[test]
fn client_receives_all_it_sent_and_ends() {
    for program in [program!("echo-server"), program!("echo-server-copy")] {
        let server = Server::start(program);
        run(program!("client"))
            .arg(server.address.to_string())
            .assert()
            .success()
            .stdout(RECEIVED)
            .stderr("");
    }
}

#[test]
fn client_lets_the_server_see_the_end() {
    let server = Server::start(program!("echo-server-copy"));

    run(program!("client"))
        .arg(server.address.to_string())
        .assert()
        .success();

    // It counts only after the end of the stream.
    let count = server.next_line();
    assert!(count.ends_with(": 14 bytes echoed"), "got {count:?}");
}

#[test]
fn client_ends_only_its_half_and_prints_an_answer_that_comes_later() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // More than the client reads at once.
    let answer = "a long answer, ".repeat(100);
    let printed = format!("received {answer:?}\n");
    let sent = serve_one(listener, move |mut stream| {
        let sent = read_to_end(&stream);
        stream.write_all(answer.as_bytes()).unwrap();
        sent
    });

    run(program!("client"))
        .arg(address.to_string())
        .assert()
        .success()
        .stdout(printed)
        .stderr("");

    assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
}

#[test]
fn client_without_shutdown_gives_up_on_echo_server() {
    gives_up_after_the_echo(program!("echo-server"));
}

#[test]
fn client_without_shutdown_gives_up_on_echo_server_copy() {
    gives_up_after_the_echo(program!("echo-server-copy"));
}

fn gives_up_after_the_echo(program: &str) {
    let server = Server::start(program);

    run(program!("client-without-shutdown"))
        .arg(server.address.to_string())
        .assert()
        .success()
        .stdout(format!("still waiting for the end after 1s\n{RECEIVED}"))
        .stderr("");
}

#[test]
fn client_without_shutdown_ends_when_its_peer_hangs_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let sent = serve_one(listener, echo_the_lines);

    run(program!("client-without-shutdown"))
        .arg(address.to_string())
        .assert()
        .success()
        .stdout(format!("the end, after 14 bytes\n{RECEIVED}"))
        .stderr("");

    assert_eq!(sent.recv_timeout(LIMIT).unwrap(), LINES);
}

#[test]
fn clients_say_why_they_cannot_connect() {
    // Nobody else can get this port, and nobody listens on it.
    let silent = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    silent.bind(&any_port.into()).unwrap();
    let silent = silent.local_addr().unwrap().as_socket().unwrap();

    for program in [program!("client"), program!("client-without-shutdown")] {
        for (address, kind) in [
            ("nonsense", ErrorKind::InvalidInput),
            ("127.0.0.1:99999", ErrorKind::InvalidInput),
            (&silent.to_string(), ErrorKind::ConnectionRefused),
        ] {
            let mut client = run(program);
            client.arg(address);
            assert_fails(client, kind);
        }
    }
}

/// The servers too, so that only one test needs this port.
#[test]
fn without_an_argument_clients_and_servers_use_port_6142() {
    let listener = match TcpListener::bind("127.0.0.1:6142") {
        Ok(listener) => listener,
        Err(error) => {
            assert!(env::var_os("CI").is_none(), "port 6142: {error}");
            return eprintln!("not tested, port 6142 is not free: {error}");
        }
    };

    for server in [
        program!("accept-loop"),
        program!("echo-server"),
        program!("echo-server-copy"),
    ] {
        assert_fails(run(server), ErrorKind::AddrInUse);
    }
    for client in [program!("client"), program!("client-without-shutdown")] {
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
    let mut bytes = vec![0; LINES.len()];
    stream.read_exact(&mut bytes).unwrap();
    stream.write_all(&bytes).unwrap();
    bytes
}

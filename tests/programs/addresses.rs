//! The address that a program takes as its first argument: a bad one, one that
//! is taken, one where nobody is, and none at all.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

use proofread::Process;
use socket2::{Domain, Socket, Type};

use crate::support::{ANY_PORT, LIMIT, Server, program};
use crate::{assert_fails, run_at};

/// Each listens at its address.
const SERVERS: [&str; 9] = [
    "accept-loop",
    "echo-server-copy",
    "echo-server",
    "abrupt-server",
    "line-server",
    "open-door",
    "seats",
    "limits",
    "line-lengths",
];

/// Each connects to its address. The last one does both.
const CLIENTS: [&str; 5] = [
    "client-without-shutdown",
    "client",
    "crowd",
    "interrupt",
    "socket-test",
];

const DEFAULT: &str = "127.0.0.1:6142";

#[test]
fn what_is_no_address_is_called_invalid() {
    for name in SERVERS.into_iter().chain(CLIENTS) {
        for address in ["nonsense", "127.0.0.1", "127.0.0.1:99999", ""] {
            assert_fails(run_at(name, address), ErrorKind::InvalidInput);
        }
    }
}

#[test]
fn servers_say_that_their_address_is_taken() {
    let taken = TcpListener::bind(ANY_PORT).unwrap();
    let address = taken.local_addr().unwrap();

    for name in SERVERS {
        assert_fails(run_at(name, address), ErrorKind::AddrInUse);
    }
}

#[test]
fn clients_say_that_nobody_listens() {
    // Nobody else can get this port, and nobody listens on it.
    let silent = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any_port: SocketAddr = ANY_PORT.parse().unwrap();
    silent.bind(&any_port.into()).unwrap();
    let address = silent.local_addr().unwrap().as_socket().unwrap();

    for name in CLIENTS.into_iter().filter(|name| *name != "socket-test") {
        assert_fails(run_at(name, address), ErrorKind::ConnectionRefused);
    }
}

/// The only test that needs this port.
#[test]
fn without_an_argument_all_of_them_use_port_6142_of_this_computer() {
    drop(TcpListener::bind(DEFAULT).unwrap_or_else(|error| {
        panic!(
            "port 6142 is taken, and this test needs it ({error}). End what \
             listens there, such as a server that a page has you start."
        )
    }));
    let start = |name| Process::start(Command::new(program(name))).unwrap();

    for name in SERVERS {
        let server = Server::of(start(name));
        assert_eq!(server.address.to_string(), DEFAULT, "{name}");
    }

    let listener = TcpListener::bind(DEFAULT).unwrap();
    let (sender, came) = channel();
    thread::spawn(move || {
        listener.incoming().try_for_each(|peer| sender.send(peer))
    });
    for name in CLIENTS {
        let _client = start(name);
        came.recv_timeout(LIMIT).expect(name).unwrap();
    }
}

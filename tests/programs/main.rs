//! Runs the programs of the book as their readers do: as processes, with files,
//! with peers, with signals. And looks whether mdBook's theme has changed, whether
//! a page lacks what all others have, and whether a figure is not what was measured.

mod accepting;
mod addresses;
mod clients;
#[cfg(target_os = "linux")]
mod descriptors;
mod figures;
mod files;
mod functions;
#[cfg(target_os = "linux")]
mod heavy;
mod pages;
#[cfg(target_os = "linux")]
mod server_to_keep;
mod servers;
#[cfg(unix)] // only there can a test send a signal to one process
mod shutting_down;
mod support;
mod testing;
mod theme;

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use proofread::{Lines, Process};
use socket2::{Domain, SockRef, Socket, Type};

use crate::support::{ANY_PORT, LIMIT, Server, program, read_to_end};

/// A run of the program `name`, which is killed and fails after [`LIMIT`].
fn run(name: &str) -> Command {
    limited(process::Command::new(program(name)))
}

/// A run of `command`, which is killed and fails after [`LIMIT`].
///
/// On Linux it also ends with this process. If that is killed, a server that was
/// to find its port taken finds it free, and would stay.
#[cfg_attr(not(target_os = "linux"), expect(unused_mut))]
fn limited(mut command: process::Command) -> Command {
    #[cfg(target_os = "linux")]
    // SAFETY: between fork and exec, only a system call is made.
    unsafe {
        use rustix::process::{Signal, set_parent_process_death_signal};
        use std::os::unix::process::CommandExt;
        command.pre_exec(|| {
            Ok(set_parent_process_death_signal(Some(Signal::KILL))?)
        });
    }
    let mut command = Command::from_std(command);
    command.timeout(LIMIT);
    command
}

/// The same, with the address that the program shall listen at or connect to.
fn run_at(name: &str, address: impl ToString) -> Command {
    let mut command = run(name);
    command.arg(address.to_string());
    command
}

/// Asserts that `command` succeeds, and prints just this.
#[track_caller]
fn assert_prints(mut command: Command, stdout: &str) {
    let stdout = stdout.to_owned();
    command.assert().success().stdout(stdout).stderr("");
}

/// Asserts that `command` fails as a reader should see it: with status 1 and
/// one line on standard error that names the [`io::ErrorKind`].
///
/// The kind, because the rest of the line is the operating system's wording.
#[track_caller]
fn assert_fails(mut command: Command, kind: io::ErrorKind) {
    let failed = command.assert().code(1).stdout("");
    let stderr = String::from_utf8_lossy(&failed.get_output().stderr);
    assert!(
        stderr.starts_with("Error: ")
            && ["kind: ", "Kind("]
                .iter()
                .any(|before| stderr.contains(&format!("{before}{kind:?}")))
            && stderr.lines().count() == 1,
        "expected one line that says {kind:?}, got:\n{stderr}"
    );
}

/// The servers that an error of `accept` does not end, and what each answers to
/// `hello` and a line break.
#[cfg(target_os = "linux")]
const SERVERS_THAT_GO_ON: [(&str, &str); 4] = [
    ("line-server", "HELLO\n"),
    ("seats", "HELLO\n"),
    ("limits", "HELLO\n"),
    ("line-lengths", "5 bytes\n"),
];

/// A server, and what it prints on standard error.
fn start_apart(name: &str) -> (Server, Lines) {
    start_apart_with(name, &[])
}

/// The same with more arguments than the address.
fn start_apart_with(name: &str, arguments: &[&str]) -> (Server, Lines) {
    let mut command = process::Command::new(program(name));
    command.arg(ANY_PORT).args(arguments);
    let (process, errors) = Process::start_apart(command).expect(name);
    (Server::of(process), errors)
}

/// Sends `bytes` and the end of the stream, and reads the answer meanwhile.
fn exchange(stream: TcpStream, bytes: &[u8]) -> Vec<u8> {
    thread::scope(|scope| {
        scope.spawn(|| {
            (&stream).write_all(bytes).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        });
        read_to_end(&stream)
    })
}

/// The next `length` bytes.
fn receive(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).expect("all of the bytes");
    bytes
}

/// A connection over which `bytes` were sent and this answer has come.
fn answered(server: &Server, bytes: &[u8], answer: &[u8]) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(bytes).unwrap();
    assert_eq!(receive(&mut stream, answer.len()), answer);
    stream
}

/// A client that gets an answer and then breaks the connection off, so that
/// the server reads an error instead of the end; returns its address.
fn reset_after_an_answer(server: &Server) -> SocketAddr {
    let stream = answered(server, b"hello", b"hello");
    let address = stream.local_addr().unwrap();
    reset(stream);
    address
}

/// Breaks the connection off: the peer gets an error instead of the end.
fn reset(stream: TcpStream) {
    let linger = Some(Duration::ZERO);
    SockRef::from(&stream).set_linger(linger).unwrap();
}

/// A connection that takes little, in segments which tell Linux to have it
/// send from a small buffer.
fn with_small_buffers(address: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    #[cfg(target_os = "linux")]
    socket.set_tcp_mss(536).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    socket.set_write_timeout(Some(LIMIT)).unwrap();
    socket.into()
}

//! Starts the book's programs as a reader would, and never waits for ever.

#![allow(
    dead_code,
    unused_imports,
    reason = "every test target compiles this module and uses its own part"
)]

use std::io::{self, BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The longest that any single wait in the tests may take.
pub const LIMIT: Duration = Duration::from_secs(30);

/// The path of one of the book's programs: `program!("echo-server")`.
macro_rules! program {
    ($name:literal) => {
        env!(concat!("CARGO_BIN_EXE_", $name))
    };
}
pub(crate) use program;

/// A run of `program` that is over within [`LIMIT`], or is killed and fails.
pub fn run(program: &str) -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(program);
    command.timeout(LIMIT);
    command
}

/// Asserts that `command` fails as a reader should see it: with status 1 and
/// one line on standard error that names the [`io::ErrorKind`].
///
/// The kind, because the rest of the line is the operating system's wording.
pub fn assert_fails(mut command: assert_cmd::Command, kind: io::ErrorKind) {
    let failed = command.assert().code(1).stdout("");
    let stderr = String::from_utf8_lossy(&failed.get_output().stderr);
    assert!(
        stderr.starts_with("Error: ")
            && stderr.contains(&format!("kind: {kind:?}"))
            && stderr.lines().count() == 1,
        "expected one line that says {kind:?}, got:\n{stderr}"
    );
}

/// A server of the book on a port of its own, killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, as it said on its first line.
    pub address: SocketAddr,
    output: Lines,
}

impl Server {
    /// Starts `program` on a free port; returns once it listens.
    pub fn start(program: &str) -> Server {
        let (reader, writer) = io::pipe().unwrap();
        let stderr = writer.try_clone().unwrap();
        Server::spawn(program, reader, writer, stderr)
    }

    /// The same, but what it prints on standard error comes separately.
    pub fn start_with_stderr(program: &str) -> (Server, Lines) {
        let (reader, writer) = io::pipe().unwrap();
        let (errors, stderr) = io::pipe().unwrap();
        let server = Server::spawn(program, reader, writer, stderr);
        (server, Lines::of(errors))
    }

    fn spawn(
        program: &str,
        output: io::PipeReader,
        stdout: io::PipeWriter,
        stderr: io::PipeWriter,
    ) -> Server {
        let child = Command::new(program)
            .arg("127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
        let mut server = Server {
            child,
            address: SocketAddr::from(([0; 4], 0)),
            output: Lines::of(output),
        };
        let first = server.next_line();
        server.address = first
            .strip_prefix("listening on ")
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{program} printed {first:?} first"));
        server
    }

    /// A new connection to this server; no read or write on it waits for ever.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, LIMIT).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// The next line that the server prints, on either of its outputs.
    pub fn next_line(&self) -> String {
        self.output.next()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines that a process prints, as they come.
pub struct Lines(Receiver<String>);

impl Lines {
    pub fn of(reader: io::PipeReader) -> Lines {
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Lines(lines)
    }

    /// The next line; there has to be one.
    pub fn next(&self) -> String {
        self.0.recv_timeout(LIMIT).expect("another line")
    }
}

/// Everything up to end of stream.
pub fn read_to_end(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an end of stream");
    bytes
}

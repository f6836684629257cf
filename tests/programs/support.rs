//! Starts the book's programs as a reader would, and never waits for ever.

#![allow(
    dead_code,
    unused_imports,
    reason = "every test target compiles this module and uses its own part"
)]

use std::io::{self, BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
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

/// A call of `program` that may open only so many files, sockets and all.
pub fn with_few_files(program: &str, files: u32) -> Command {
    let limit = format!("ulimit -n {files}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limit, program]);
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
        Server::start_as(Command::new(program), &[])
    }

    /// The same with more arguments than the address.
    pub fn start_with(program: &str, arguments: &[&str]) -> Server {
        Server::start_as(Command::new(program), arguments)
    }

    /// The same, allowed to open only so many files, sockets and all.
    pub fn start_with_few_files(program: &str, files: u32) -> Server {
        Server::start_as(with_few_files(program, files), &[])
    }

    fn start_as(command: Command, arguments: &[&str]) -> Server {
        let (reader, writer) = io::pipe().unwrap();
        let stderr = writer.try_clone().unwrap();
        Server::spawn(command, arguments, reader, writer, stderr)
    }

    /// The same, but what it prints on standard error comes separately.
    pub fn start_with_stderr(program: &str) -> (Server, Lines) {
        let (reader, writer) = io::pipe().unwrap();
        let (errors, stderr) = io::pipe().unwrap();
        let command = Command::new(program);
        let server = Server::spawn(command, &[], reader, writer, stderr);
        (server, Lines::of(errors))
    }

    fn spawn(
        mut command: Command,
        arguments: &[&str],
        output: io::PipeReader,
        stdout: io::PipeWriter,
        stderr: io::PipeWriter,
    ) -> Server {
        let child = command
            .arg("127.0.0.1:0")
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start {command:?}: {error}")
            });
        // It has the writing ends of the pipes. What the server prints ends
        // only when nobody has them any more.
        drop(command);
        let mut server = Server {
            child,
            address: SocketAddr::from(([0; 4], 0)),
            output: Lines::of(output),
        };
        let first = server.next_line();
        server.address = first
            .strip_prefix("listening on ")
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("printed {first:?} first"));
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

    /// Its process id.
    pub fn process(&self) -> String {
        self.child.id().to_string()
    }

    /// Sends it a signal, such as `INT`.
    pub fn signal(&self, name: &str) {
        let process = self.process();
        let kill = Command::new("kill").args(["-s", name, &process]).status();
        assert!(kill.unwrap().success(), "cannot send {name}");
    }

    /// Waits until it has ended; returns how, and what else it has printed.
    pub fn end(mut self) -> (ExitStatus, Vec<String>) {
        let rest = self.output.rest();
        (self.child.wait().unwrap(), rest)
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

    /// All lines up to the end; there has to be one.
    fn rest(&self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.0.recv_timeout(LIMIT) {
                Ok(line) => lines.push(line),
                Err(RecvTimeoutError::Disconnected) => return lines,
                Err(error) => panic!("no end after {lines:?}: {error}"),
            }
        }
    }
}

/// Everything up to end of stream.
pub fn read_to_end(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an end of stream");
    bytes
}

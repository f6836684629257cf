//! The book's servers, started as a reader starts them.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
#[cfg(unix)]
use std::process::ExitStatus;

use proofread::Process;
pub use proofread::{LIMIT, program};
#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process};

/// Has a server listen on a port that the system chooses.
pub const ANY_PORT: &str = "127.0.0.1:0";

/// A server of the book on a port of its own, killed when dropped.
pub struct Server {
    process: Process,
    /// Where it listens, as it said on its first line.
    pub address: SocketAddr,
}

impl Server {
    /// Starts the program `name` on a free port; returns once it listens.
    pub fn start(name: &str) -> Server {
        Server::start_with(name, &[])
    }

    /// The same with more arguments than the address.
    pub fn start_with(name: &str, arguments: &[&str]) -> Server {
        let mut command = Command::new(program(name));
        command.arg(ANY_PORT).args(arguments);
        Server::of(Process::start(command).expect(name))
    }

    /// The server that `process` is, once it listens.
    pub fn of(process: Process) -> Server {
        let first = process.output.next(LIMIT).expect("a first line");
        let address = first.strip_prefix("listening on ");
        let address = address
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("printed {first:?} first"));
        Server { process, address }
    }

    /// A new connection to this server; no read or write on it waits for ever.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, LIMIT).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// The next line that the server prints.
    #[track_caller]
    pub fn next_line(&self) -> String {
        self.process.output.next(LIMIT).expect("another line")
    }
}

/// What can be done to a process on Unix only.
#[cfg(unix)]
impl Server {
    /// Starts a server that may open only so many files, sockets and all.
    pub fn start_with_few_files(name: &str, files: u32) -> Server {
        let mut command = with_few_files(name, files);
        command.arg(ANY_PORT);
        Server::of(Process::start(command).expect(name))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.id().cast_signed()).unwrap();
        kill_process(process, signal).unwrap();
    }

    /// Waits until it has ended; returns how, and what else it has printed.
    #[track_caller]
    pub fn end(mut self) -> (ExitStatus, Vec<String>) {
        let Some(status) = self.process.wait(LIMIT) else {
            panic!("the server still runs after {LIMIT:?}");
        };
        let (printed, is_all) = self.process.output.rest(LIMIT);
        assert!(is_all, "no end after {printed:?}");
        (status, printed)
    }
}

/// A call of the program `name` that may open only so many files.
#[cfg(unix)]
pub fn with_few_files(name: &str, files: u32) -> Command {
    let limit = format!("ulimit -n {files}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limit]).arg(program(name));
    command
}

/// Everything up to end of stream.
#[cfg_attr(windows, allow(dead_code, reason = "proofs use it on Unix only"))]
pub fn read_to_end(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an end of stream");
    bytes
}

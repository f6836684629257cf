//! Starts the book's programs as a reader would, and never waits for ever.

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

/// A server of the book on a port of its own, killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, as it said on its first line.
    pub address: SocketAddr,
    output: Receiver<String>,
}

impl Server {
    /// Starts `program` on a free port; returns once it listens.
    pub fn start(program: &str) -> Server {
        let (reader, writer) = io::pipe().unwrap();
        let child = Command::new(program)
            .arg("127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {program}: {error}"));

        let (lines, output) = channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let first = output
            .recv_timeout(LIMIT)
            .unwrap_or_else(|_| panic!("{program} printed nothing"));
        let address = first
            .strip_prefix("listening on ")
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{program} printed {first:?} first"));
        Server {
            child,
            address,
            output,
        }
    }

    /// A new connection to this server; no read or write on it waits for ever.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// The next line that the server prints, on either of its outputs.
    pub fn next_line(&self) -> String {
        self.output
            .recv_timeout(LIMIT)
            .expect("the server prints another line")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything up to end of stream.
pub fn read_to_end(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an end of stream");
    bytes
}

//! Proofs of the claims about the server to keep.

#[cfg(target_os = "linux")]
use std::io::PipeWriter;
#[cfg(unix)]
use std::io::Read;
use std::io::{self, Write};
#[cfg(target_os = "linux")]
use std::net::Shutdown;
#[cfg(target_os = "linux")]
use std::os::fd::AsRawFd;
#[cfg(target_os = "linux")]
use std::process::{self, Command};
use std::sync::{Arc, mpsc};
#[cfg(target_os = "linux")]
use std::thread;

#[cfg(target_os = "linux")]
use proofread::Process;
#[cfg(target_os = "linux")]
use rustix::io::ioctl_fionbio;
#[cfg(unix)]
use rustix::process::Signal;

#[cfg(target_os = "linux")]
use crate::support::{LIMIT, program};
#[cfg(unix)]
use crate::support::{Server, read_to_end};

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "server-to-keep.rs"]
mod server;

// ANCHOR: log_counts
#[test]
fn log_counts() -> io::Result<()> {
    let (queue, lines) = mpsc::sync_channel(2);
    let mut log = server::Log(queue, Arc::default());

    for line in ["one\n", "two\n", "three\n", "four\n"] {
        log.write_all(line.as_bytes())?; // there is room for two
    }
    let read: Vec<_> = lines.try_iter().collect();
    log.write_all(b"five\n")?;
    let later: Vec<_> = lines.try_iter().collect();

    assert_eq!(read.concat(), b"one\ntwo\n");
    assert_eq!(later.concat(), b"2 lines of this log are lost\nfive\n");
    Ok(())
}
// ANCHOR_END: log_counts

// ANCHOR: full_pipe
/// A server whose log goes to this pipe, which is full.
#[cfg(target_os = "linux")]
fn with_full_pipe(name: &str, mut pipe: &PipeWriter) -> io::Result<Server> {
    ioctl_fionbio(pipe, true)?; // of this end alone: the server opens its own
    for size in [4096, 1] {
        while pipe.write(&vec![b'.'; size]).is_ok() {}
    }
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec "$0" 127.0.0.1:0 2>"$1""#]);
    command.arg(program(name));
    command.arg(format!("/proc/{}/fd/{}", process::id(), pipe.as_raw_fd()));
    Ok(Server::of(Process::start(command)?))
}

/// Sends these bytes and the end, and reads what comes back.
#[cfg(target_os = "linux")]
fn ask(server: &Server, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut peer = server.connect();
    peer.set_read_timeout(Some(LIMIT / 3))?;
    peer.write_all(bytes)?;
    peer.shutdown(Shutdown::Write)?;
    let mut answers = Vec::new();
    peer.read_to_end(&mut answers)?;
    Ok(answers)
}
// ANCHOR_END: full_pipe

// ANCHOR: log_that_nobody_reads
#[cfg(target_os = "linux")]
#[test]
fn log_that_nobody_reads() -> io::Result<()> {
    let (_reader, pipe) = io::pipe()?;
    let server = with_full_pipe("server-to-keep", &pipe)?;

    let too_long = [b'x'; 64 * 1024 + 1]; // which makes a line in the log
    for _ in 0..2 * thread::available_parallelism()?.get() {
        assert_eq!(ask(&server, &too_long)?, b"");
    }
    assert_eq!(ask(&server, b"hello\n")?, b"HELLO\n");

    server.signal(Signal::TERM);
    assert_eq!(server.end().0.code(), Some(0));
    Ok(())
}
// ANCHOR_END: log_that_nobody_reads

// ANCHOR: status_tells
#[cfg(unix)]
#[test]
fn status_tells() -> io::Result<()> {
    for (patience, signals) in [("100ms", 1), ("1h", 2)] {
        let limits = ["--patience", patience, "--request", "1h"];
        let server = Server::start_with("server-to-keep", &limits);
        let idle = server.connect();
        let mut busy = server.connect();
        busy.write_all(b"hello\nhalf a ")?;
        busy.read_exact(&mut [0; 6])?;

        server.signal(Signal::INT);
        assert_eq!(read_to_end(idle), b""); // it has heard
        if signals == 2 {
            server.signal(Signal::INT);
        }

        assert_eq!(server.end().0.code(), Some(3));
    }
    Ok(())
}
// ANCHOR_END: status_tells

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
#[cfg(target_os = "linux")]
use std::thread;

#[cfg(target_os = "linux")]
use proofread::Process;
#[cfg(target_os = "linux")]
use rustix::io::ioctl_fionbio;
#[cfg(unix)]
use rustix::process::Signal;
use tokio::sync::watch;

#[cfg(target_os = "linux")]
use crate::support::{LIMIT, program};
#[cfg(unix)]
use crate::support::{Server, read_to_end};

// ANCHOR: dropped_sender_tells
#[test]
fn dropped_sender_tells() {
    let (sender, end) = watch::channel(());
    let other = end.clone();
    drop(sender.clone());
    assert!(end.has_changed().is_ok() && other.has_changed().is_ok());

    drop(sender);

    assert!(end.has_changed().is_err() && other.has_changed().is_err());
}
// ANCHOR_END: dropped_sender_tells

// ANCHOR: full_pipe
/// A server whose log goes to this pipe, which is full.
#[cfg(target_os = "linux")]
fn with_full_pipe(name: &str, mut pipe: &PipeWriter) -> io::Result<Server> {
    ioctl_fionbio(pipe, true)?; // of this end alone: the server opens its own
    for size in [4096, 1] {
        while pipe.write(&vec![b'.'; size]).is_ok() {}
    }
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec "$0" 127.0.0.1:0 --longest-line 9 2>"$1""#]);
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

// ANCHOR: log_counts
#[cfg(target_os = "linux")]
#[test]
fn log_counts() -> io::Result<()> {
    let (reader, pipe) = io::pipe()?;
    let server = with_full_pipe("server-to-keep", &pipe)?;
    for _ in 0..1100 {
        assert_eq!(ask(&server, b"0123456789\n")?, b""); // too long
    }

    drop(pipe);
    let read = thread::spawn(|| io::read_to_string(reader));
    server.signal(Signal::TERM);
    assert_eq!(server.end().0.code(), Some(0));
    let log = read.join().expect("a log")?;

    let kept = log.matches(": line too long\n").count();
    let told = |line: &str| {
        let n = line.strip_suffix(" lines of this log are lost")?;
        n.parse::<usize>().ok()
    };
    let lost: usize = log.lines().filter_map(told).sum();
    assert!(lost > 0);
    assert_eq!(kept + lost, 1100);
    Ok(())
}
// ANCHOR_END: log_counts

// ANCHOR: log_that_nobody_reads
#[cfg(target_os = "linux")]
#[test]
fn log_that_nobody_reads() -> io::Result<()> {
    let (_reader, pipe) = io::pipe()?;
    let server = with_full_pipe("server-to-keep", &pipe)?;

    let too_long = [b'x'; 64 * 1024 + 1]; // for both: a line in the log
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

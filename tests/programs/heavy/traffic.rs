//! Random traffic, which leaves nothing behind.

use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{fs, thread};

use fastrand::Rng;
use proofread::{Lines, Process};
use rustix::process::Signal;

use super::{End, HOSTILE_KINDS, Talk, harass, seconds, seed};
use crate::server_to_keep::{NAME, open_files, until};
use crate::support::{ANY_PORT, LIMIT, Server, program, read_to_end};
use crate::{answered, with_small_buffers};

const SEATS: usize = 40;

/// In KiB.
const MAY_GROW: usize = 4096;

/// Peers of all kinds visit two servers. The one is told to end now and then,
/// and begins again. The other is only stopped for a moment; in the end it has
/// the descriptors and threads that it had, all of its seats, and its memory.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn random_traffic_leaves_nothing_behind() {
    let seed = seed();
    let length = seconds().unwrap_or(Duration::from_millis(300));
    let (steady, log) = start_at(ANY_PORT);
    let other = start_at(ANY_PORT);
    let (address, other_address) = (steady.address, other.0.address);
    let before = held(&steady);

    let (visits, start) = (AtomicU64::new(0), Instant::now());
    let goes_on = || start.elapsed() < length;
    let (samples, ends) = thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                while goes_on() {
                    let visit = Visit(visits.fetch_add(1, Relaxed));
                    let mut rng = Rng::with_seed(seed.wrapping_add(visit.0));
                    match rng.bool() {
                        true => visit.pay(rng, address, true),
                        false => visit.pay(rng, other_address, false),
                    }
                }
            });
        }
        let rng = Rng::with_seed(!seed);
        let ends =
            scope.spawn(move || end_again_and_again(other, rng, goes_on));
        let mut rng = Rng::with_seed(!seed - 1);
        let mut samples = Vec::new();
        while goes_on() {
            pause(&mut rng, 200);
            let signals = [Signal::STOP, Signal::CHILD, Signal::WINCH];
            steady.signal(*rng.choice(&signals).unwrap());
            pause(&mut rng, 20);
            steady.signal(Signal::CONT);
            while let Some(line) = log.next(Duration::ZERO) {
                assert_is_known(&line);
            }
            if start.elapsed() > length / 10 * samples.len() as u32 {
                samples.push(memory(&steady));
            }
        }
        (samples, ends.join().unwrap())
    });

    take_all_seats(&steady);
    until(|| held(&steady) == before);
    let (at_last, visits) = (memory(&steady), visits.into_inner());
    println!(
        "{visits} visits, {ends} ends; {samples:?}, at last {at_last} KiB"
    );
    // The first tenth is for it to become warm.
    let warm = samples.get(1).unwrap_or(&at_last);
    assert!(at_last < warm + MAY_GROW, "{samples:?}, {at_last} KiB");
    steady.signal(Signal::TERM);
    assert_eq!(steady.end().0.code(), Some(0));
    let (lines, ended) = log.rest(LIMIT);
    assert!(ended);
    lines.iter().for_each(|line| assert_is_known(line));
}

/// One of many; a test that fails says which.
struct Visit(u64);

impl Drop for Visit {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("in visit {}", self.0);
        }
    }
}

impl Visit {
    /// A peer of a server that may end meanwhile, or that is `steady`.
    fn pay(&self, mut rng: Rng, address: SocketAddr, steady: bool) {
        let stream = match rng.u8(..) {
            0..64 if steady => with_small_buffers(address),
            _ => match TcpStream::connect_timeout(&address, LIMIT) {
                Ok(stream) => stream,
                Err(error) => return assert!(!steady, "{error}"),
            },
        };
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        match rng.u32(0..8 * HOSTILE_KINDS) {
            kind @ 0..HOSTILE_KINDS => drop(harass(stream, kind)),
            _ => {
                let most = *rng.choice(&[10, 100, 1000, 100_000]).unwrap();
                let length = rng.usize(1..=most);
                let mut talk = Talk::new(stream, rng.fork(), length);
                talk.is_hasty = false;
                talk.closes = true;
                let end = talk.go_on();
                let whole = (End::Goodbye, length);
                let end = (end, talk.answered());
                assert!(end == whole || !steady, "{end:?} of {length}");
            }
        }
    }
}

/// How often it did.
fn end_again_and_again(
    mut server: (Server, Lines),
    mut rng: Rng,
    goes_on: impl Fn() -> bool,
) -> usize {
    for ends in 1.. {
        pause(&mut rng, 500);
        let ((server_, log), signals) = (server, [Signal::TERM, Signal::INT]);
        let address = server_.address;
        for _ in 0..rng.usize(1..3) {
            server_.signal(*rng.choice(&signals).unwrap());
        }
        let (status, _) = server_.end();
        let (lines, ended) = log.rest(LIMIT);
        assert!(ended);
        lines.iter().for_each(|line| assert_is_known(line));
        let cut = lines.iter().any(|line| line.contains(CUT_OFF));
        assert_eq!(status.code(), Some(if cut { 3 } else { 0 }));
        if !goes_on() {
            return ends;
        }
        server = start_at(&address.to_string());
    }
    unreachable!()
}

fn start_at(address: &str) -> (Server, Lines) {
    let mut command = Command::new(program(NAME));
    command.arg(address).args([
        "--connections=40",
        "--first-byte=500ms",
        "--request=500ms",
        "--answer=500ms",
        "--linger=300ms",
        "--patience=500ms",
    ]);
    let (process, log) = Process::start_apart(command).unwrap();
    (Server::of(process), log)
}

fn pause(rng: &mut Rng, most: u64) {
    thread::sleep(Duration::from_millis(rng.u64(0..most)));
}

/// As many peers at once as may come; all are answered, and leave.
fn take_all_seats(server: &Server) {
    let take = |_| answered(server, b"hello\n", b"HELLO\n");
    let peers: Vec<_> = (0..SEATS).map(take).collect();
    for peer in peers {
        peer.shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(read_to_end(peer), b"");
    }
}

/// Its descriptors and threads.
fn held(server: &Server) -> (usize, usize) {
    let threads = fs::read_dir(format!("/proc/{}/task", server.id()));
    (open_files(server), threads.unwrap().count())
}

/// In KiB.
fn memory(server: &Server) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id()));
    let status = status.unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.strip_suffix("kB"));
    number.expect("VmRSS").trim().parse().unwrap()
}

const CUT_OFF: &str = "ERROR server_to_keep: cut off: ";

/// A line of the log that stands for no fault of the server.
#[track_caller]
fn assert_is_known(line: &str) {
    let known = [
        "no line in time",
        "no end of a line in time",
        "answer not taken in time",
        "line too long",
        "Connection reset by peer (os error 104)",
        "Broken pipe (os error 32)",
        "lines of this log are lost",
    ];
    let is_known = known.iter().any(|known| line.ends_with(known));
    assert!(is_known || line.contains(CUT_OFF), "{line}");
}

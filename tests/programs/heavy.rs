//! The server to keep, with many peers, with much to do, and with peers that
//! want it no good.
//!
//! What takes a second of both processors is left out by a plain `cargo test`,
//! and named in its output; `-- --include-ignored` runs it, as CI does.
//!
//! `HEAVY`, a number of seconds, has those tests take longer whose worth grows
//! with it. `SEED` repeats what was drawn at random.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, thread};

use fastrand::Rng;
use memchr::{memchr, memrchr};
use proofread::Process;
use proptest::collection::vec;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use rustix::ioctl::{Getter, ioctl};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use sha2::{Digest, Sha256};

use crate::server_to_keep::{
    FIN_WAIT2, MIB, NAME, TIME_WAIT, half_a_line, listener_of, long_line,
    open_files, read_to_error, socket_of, start, states_at, told, until,
};
use crate::support::{LIMIT, Server, program, read_to_end};
use crate::{answered, exchange, receive, reset, with_small_buffers};

mod traffic;

/// How long those tests shall take that can take any time.
pub fn seconds() -> Option<Duration> {
    let seconds = env::var("HEAVY").ok()?;
    Some(Duration::from_secs(
        seconds.parse().expect("HEAVY, in seconds"),
    ))
}

/// Another one each time, unless `SEED` says which; a test that fails says it.
pub fn seed() -> u64 {
    let seed = env::var("SEED").ok();
    let seed = seed.map(|seed| seed.parse().expect("SEED, a number"));
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    seed
}

// Many.

/// Or as many as the system lets a process have; it says how many. Each costs
/// one descriptor on both sides.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn ten_thousand_connections_at_once_get_their_own_answers() {
    let most = getrlimit(Resource::Nofile).maximum;
    let raised = Rlimit {
        current: most,
        maximum: most,
    };
    setrlimit(Resource::Nofile, raised).unwrap(); // the server inherits it
    let count = most.unwrap_or(u64::MAX).saturating_sub(500).min(10_000);
    println!("{count} connections, of at most {most:?} descriptors");
    assert!(
        count == 10_000 || env::var_os("CI").is_none(),
        "only {count}"
    );

    let (server, _log) = start(&["--connections=10000", "--first-byte=1h"]);
    let connect = |number| {
        // They shall not come faster than it accepts.
        match number % 500 {
            0 => answered(&server, b"hello\n", b"HELLO\n"),
            _ => server.connect(),
        }
    };
    let mut crowd: Vec<_> = (0..count).map(connect).collect();
    let line = |number| format!("this is {number}\n");
    for (number, stream) in crowd.iter_mut().enumerate() {
        stream.write_all(line(number).as_bytes()).unwrap();
    }
    for (number, stream) in crowd.iter_mut().enumerate() {
        let expected = line(number).to_ascii_uppercase();
        let answer = receive(stream, expected.len());
        assert_eq!(answer, expected.as_bytes());
    }

    let open = open_files(&server);
    println!("{open} descriptors of the server are open");
    assert!(open > count as usize);
    crowd.into_iter().for_each(reset); // Linux remembers fewer goodbyes
    server.signal(Signal::TERM);
    assert_eq!(server.end().0.code(), Some(0));
}

/// Linux drops the first packet of a peer for which its queue has no place; the
/// peer sends it again a second later, then two, then four.
#[test]
fn a_thousand_peers_can_wait_for_one_seat() {
    let (server, _log) = start(&["--connections=1", "--first-byte=1h"]);
    let first = answered(&server, b"hello\n", b"HELLO\n");

    let crowd: Vec<_> = (0..1000).map(|_| server.connect()).collect();
    drop(first);

    for stream in crowd {
        assert_eq!(exchange(stream, b"hello\n"), b"HELLO\n");
    }
}

/// A gibibyte if there is time: lines of all lengths, none like another.
#[test]
fn a_gibibyte_through_one_connection_comes_back_whole() {
    let mebibytes = if seconds().is_some() { 1024 } else { 16 };
    let mut rng = Rng::with_seed(seed());
    let mut block: Vec<_> = (0..MIB).map(|_| rng.lowercase() as u8).collect();
    let mut end = MIB;
    while end > 0 {
        block[end - 1] = b'\n';
        end = end.saturating_sub(rng.usize(1..=65536));
    }
    let capitals = block.to_ascii_uppercase();
    let server = Server::start(NAME);
    let stream = server.connect();

    let sent = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut sent = Sha256::new();
            for number in 0..mebibytes {
                let number = format!("{number:08}\n");
                (&stream).write_all(number.as_bytes()).unwrap();
                (&stream).write_all(&block).unwrap();
                sent.update(number);
                sent.update(&capitals);
            }
            stream.shutdown(Shutdown::Write).unwrap();
            sent.finalize()
        });
        let (mut came, mut part) = (Sha256::new(), vec![0; MIB]);
        while let n @ 1.. = (&stream).read(&mut part).unwrap() {
            came.update(&part[..n]);
        }
        (writer.join().unwrap(), came.finalize())
    });
    assert_eq!(sent.0, sent.1);
}

/// In the middle of a line, and of an answer that waits in the one kernel or
/// in the other. There is one seat more than the undisturbed need.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn a_thousand_resets_disturb_nobody_else() {
    let (server, log) = start(&["--connections=101", "--first-byte=1h"]);
    let mut others: Vec<_> = (0..100).map(|_| server.connect()).collect();
    let line = long_line(60_000);
    let mut said = Vec::new();
    for round in 0..10 {
        for number in 0..100 {
            let stream = match number % 4 {
                0 => with_small_buffers(server.address),
                _ => server.connect(),
            };
            let peer = stream.local_addr().unwrap();
            match number % 4 {
                3 => answered_on(stream, b"hello\nhalf a ", b"HELLO\n"),
                _ => answered_on(stream, &line, b"X"),
            };
            said.push(format!("WARN {peer}: "));
        }
        for (number, other) in others.iter_mut().enumerate() {
            let line = format!("{round} of {number}\n").into_bytes();
            other.write_all(&line).unwrap();
            let answer = receive(other, line.len());
            assert_eq!(answer, line.to_ascii_uppercase());
        }
    }

    // What it says about each is in the order of their seats.
    for peer in said {
        let line = told(&log);
        assert!(line.starts_with(&peer), "{line}");
    }
    drop(others);
    server.signal(Signal::TERM);
    assert_eq!(server.end().0.code(), Some(0));
    assert_eq!(log.next(LIMIT), None);
}

/// Sends `bytes`, reads no more than this, and breaks off.
fn answered_on(mut stream: TcpStream, bytes: &[u8], answer: &[u8]) {
    stream.write_all(bytes).unwrap();
    assert_eq!(receive(&mut stream, answer.len()), answer);
    reset(stream);
}

// Slow ones, and hostile ones.

/// Neither kernel has room for all of the answer.
#[test]
fn a_peer_that_reads_byte_by_byte_gets_all_of_its_answer() {
    let server = Server::start(NAME);
    listener_of(&server).set_send_buffer_size(4096).unwrap();
    let mut slow = with_small_buffers(server.address);
    let line = long_line(60_000);
    slow.write_all(&line).unwrap();
    slow.shutdown(Shutdown::Write).unwrap();

    let (mut answer, mut byte) = (Vec::new(), [0]);
    while slow.read(&mut byte).unwrap() > 0 {
        answer.extend(byte);
    }

    assert!(answer == line.to_ascii_uppercase());
}

/// The limit is for the whole answer, however steadily it is read.
#[test]
fn a_peer_that_reads_too_slowly_is_cut_off_although_it_reads() {
    let (server, log) = start(&["--longest-line=1048576", "--answer=300ms"]);
    listener_of(&server).set_send_buffer_size(4096).unwrap();
    let mut slow = with_small_buffers(server.address);
    let line = long_line(MIB);
    let start = Instant::now();
    slow.write_all(&line).unwrap();

    let (mut part, mut count) = ([0; 500], 0);
    let error = loop {
        match slow.read(&mut part) {
            Ok(0) => panic!("an answer that looks whole"),
            Ok(n) => count += n,
            Err(error) => break error,
        }
        thread::sleep(Duration::from_millis(1)); // this is what makes it slow
    };

    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(count < line.len());
    assert!(told(&log).ends_with(": answer not taken in time"));
}

/// There are more of each kind than there are seats, and all of them are
/// before the honest one. Each holds a seat for as long as it may at most.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn the_wait_behind_two_hundred_hostile_peers_is_bounded() {
    const HOSTILE: u32 = 200;
    const SEATS: u32 = 20;
    let [limit, linger] = [100, 50].map(Duration::from_millis);
    let (server, _log) = start(&[
        "--connections=20",
        "--first-byte=100ms",
        "--request=100ms",
        "--answer=100ms",
        "--linger=50ms",
    ]);
    listener_of(&server).set_send_buffer_size(4096).unwrap();
    let all_have_come = Barrier::new(HOSTILE as usize + 1);
    let left = AtomicUsize::new(HOSTILE as usize);

    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        for number in 0..HOSTILE {
            let (address, left) = (server.address, &left);
            let all_have_come = &all_have_come;
            scope.spawn(move || {
                let stream = with_small_buffers(address);
                all_have_come.wait();
                let kept = harass(stream, number % HOSTILE_KINDS);
                left.fetch_sub(1, Relaxed);
                kept
            });
        }
        all_have_come.wait();
        while left.load(Relaxed) > 0 {
            let start = Instant::now();
            let answer = exchange(server.connect(), b"hello\n");
            slowest = slowest.max(start.elapsed());
            assert_eq!(answer, b"HELLO\n");
        }
    });
    let most = 3 * limit + linger;
    let bound = most * (HOSTILE / SEATS + 1);
    println!("the slowest answer took {slowest:?}, of at most {bound:?}");
    assert!(slowest <= bound, "{slowest:?} of at most {bound:?}");
}

pub const HOSTILE_KINDS: u32 = 9;

/// One of the ways to be a nuisance, for as long as the server lets it; returns
/// the connection if the peer keeps it even then.
pub fn harass(mut stream: TcpStream, kind: u32) -> Option<TcpStream> {
    let line = long_line(60_000);
    let mut nowhere = io::sink();
    match kind {
        0 => drop(io::copy(&mut stream, &mut nowhere)), // is silent
        1 => {
            // Breaks off in the middle of a line, and waits.
            let _ = stream.write_all(b"hello\nhalf a ");
            let _ = io::copy(&mut stream, &mut nowhere);
        }
        2 => {
            // Sends one byte after the other, and never an end.
            let pace = Duration::from_millis(5);
            stream.set_read_timeout(Some(pace)).unwrap();
            let start = Instant::now();
            while let Ok(()) = stream.write_all(b"x")
                && let Err(error) = stream.read(&mut [0])
                && error.kind() == ErrorKind::WouldBlock
                && start.elapsed() < LIMIT
            {}
        }
        3 => {
            // Sends a line that is far too long, and keeps its socket.
            let long = io::repeat(b'x').take(1 << 20);
            let _ = io::copy(&mut { long }, &mut stream);
        }
        4 => while stream.write_all(&line).is_ok() {}, // reads no answer
        5 => {
            let _ = stream.write_all(&line[..30_000]);
            reset(stream);
            return None;
        }
        6 => {
            let garbage: Vec<_> =
                line.iter().map(|_| fastrand::u8(..)).collect();
            let _ = stream.write_all(&garbage);
            let _ = stream.shutdown(Shutdown::Write);
        }
        7 => {
            // Reads a part of an answer.
            let _ = stream.write_all(&line);
            let _ = stream.read(&mut [0]);
            reset(stream);
            return None;
        }
        _ => return None, // has come and leaves
    }
    Some(stream)
}

// Its end.

/// Each round is a server of its own that gets the signal at a random moment.
/// What had come by then is answered whole, or the connection is cut off, which
/// looks so, and is told. Some peers never end a line, or never read.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn a_signal_under_load_loses_no_request_in_silence() {
    let mut rng = Rng::with_seed(seed());
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < 3 || seconds().is_some_and(|all| start.elapsed() < all) {
        let stuck = if rounds % 3 == 2 { rng.usize(1..5) } else { 0 };
        end_under_load(&mut rng, stuck);
        rounds += 1;
    }
    println!("{rounds} rounds");
}

fn end_under_load(rng: &mut Rng, stuck: usize) {
    let patience = if stuck > 0 { "300ms" } else { "1h" };
    let (server, log) =
        start(&["--patience", patience, "--first-byte=1h", "--linger=1h"]);
    let talks: Vec<_> = (0..16)
        .map(|_| {
            let stream = answered(&server, b"hello\n", b"HELLO\n");
            Talk::new(stream, rng.fork(), 64 * 1024)
        })
        .collect();
    let stuck: Vec<_> = (0..stuck)
        .map(|number| match number % 2 {
            0 => half_a_line(&server),
            _ => reads_no_more(&server),
        })
        .collect();
    let moment = rng.usize(0..16 * 48 * 1024);
    let signal = rng.choice([Signal::TERM, Signal::INT]).unwrap();

    let ends = thread::scope(|scope| {
        let threads = talks.iter().map(|talk| scope.spawn(|| talk.go_on()));
        let threads: Vec<_> = threads.collect();
        let answered = || talks.iter().map(Talk::answered).sum::<usize>();
        until(|| answered() >= moment);
        let come: Vec<_> = talks.iter().map(Talk::come).collect();
        server.signal(signal);
        let ends = threads.into_iter().map(|thread| thread.join().unwrap());
        ends.zip(come).collect::<Vec<_>>()
    });

    let mut cut = stuck.len();
    for (talk, (end, come)) in talks.iter().zip(ends) {
        let answered = talk.answered();
        match end {
            End::Cut => cut += 1,
            End::Goodbye => assert!(answered >= come, "{answered} of {come}"),
        }
    }
    if cut > 0 {
        let line = told(&log);
        let count = line.strip_prefix("ERROR cut off: ").expect(&line);
        // Who has got everything, and has not left in time, counts as well.
        let all = talks.len() + cut;
        assert!((cut..=all).contains(&count.parse().unwrap()), "{line}");
    }
    let status = if cut > 0 { 3 } else { 0 };
    assert_eq!(server.end().0.code(), Some(status));
    assert_eq!(log.next(LIMIT), None);
    // Not before: who reads now makes room, and could yet get everything.
    for stuck in stuck {
        assert_eq!(read_to_error(stuck).1, ErrorKind::ConnectionReset);
    }
}

/// A connection whose peer reads the first byte of an answer, and then nothing.
fn reads_no_more(server: &Server) -> TcpStream {
    listener_of(server).set_send_buffer_size(4096).unwrap();
    let mut stream = with_small_buffers(server.address);
    stream.write_all(&long_line(60_000)).unwrap();
    receive(&mut stream, 1);
    stream
}

/// A peer that sends lines in pieces and reads answers in others, and sees that
/// they are the right ones.
pub struct Talk {
    /// It says goodbye itself when it has said all.
    pub closes: bool,
    /// It never pauses.
    pub is_hasty: bool,
    stream: TcpStream,
    rng: Rng,
    lines: Vec<u8>,
    expected: Vec<u8>,
    sent: AtomicUsize,
    answered: AtomicUsize,
}

#[derive(Debug, PartialEq)]
pub enum End {
    /// Behind the answer to a line.
    Goodbye,
    /// Anywhere, but visibly.
    Cut,
}

impl Talk {
    pub fn new(stream: TcpStream, mut rng: Rng, length: usize) -> Talk {
        let mut lines = vec![0; length];
        rng.fill(&mut lines);
        let longest = *rng.choice(&[10, 1000, 10_000]).unwrap();
        let (mut end, visible) = (length, b' '..=b'~');
        for byte in &mut lines {
            *byte = visible.start() + *byte % (visible.end() - visible.start());
        }
        while end > 0 {
            lines[end - 1] = b'\n';
            end = end.saturating_sub(rng.usize(1..longest));
        }
        stream.set_nodelay(true).unwrap();
        Talk {
            closes: false,
            is_hasty: true,
            expected: lines.to_ascii_uppercase(),
            stream,
            rng,
            lines,
            sent: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
        }
    }

    /// Goes on until the server says goodbye or cuts it off.
    pub fn go_on(&self) -> End {
        let (mut rng, mut part) = (self.rng.clone(), vec![0; 16 * 1024]);
        let (length, mut is_cut) = (self.lines.len(), false);
        loop {
            if !self.is_hasty && rng.u8(..) < 16 {
                thread::sleep(Duration::from_millis(rng.u64(0..10)));
            }
            let (sent, answered) = (self.sent.load(Relaxed), self.answered());
            let is_due = sent == length || self.due(sent) > answered;
            // With more on the way, both sides might only write, and wait.
            let has_room = sent < length && sent - answered < 48 * 1024;
            if has_room && !is_cut && (!is_due || rng.bool()) {
                let most = rng.usize(1..=(length - sent).min(3000));
                match (&self.stream).write(&self.lines[sent..][..most]) {
                    Ok(n) => self.sent.store(sent + n, Relaxed),
                    Err(_) => is_cut = true, // there may be more to read
                }
                continue;
            }
            if self.closes && sent == length {
                let _ = self.stream.shutdown(Shutdown::Write);
            }
            let most = rng.usize(1..=part.len());
            match (&self.stream).read(&mut part[..most]) {
                Ok(n @ 1..) => {
                    let expected = &self.expected[answered..sent];
                    assert!(expected.starts_with(&part[..n]), "wrong answer");
                    self.answered.store(answered + n, Relaxed);
                }
                Ok(_) if is_cut => return End::Cut,
                Ok(_) => {
                    let due = self.due(answered);
                    assert_eq!(due, answered, "a torn answer looks whole");
                    let _ = self.stream.shutdown(Shutdown::Write);
                    return End::Goodbye;
                }
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                    return End::Cut;
                }
            }
        }
    }

    /// How many bytes the server has to have answered when so many have come.
    fn due(&self, come: usize) -> usize {
        memrchr(b'\n', &self.lines[..come]).map_or(0, |end| end + 1)
    }

    pub fn answered(&self) -> usize {
        self.answered.load(Relaxed)
    }

    /// The end of the last line of which a byte has come to the server, or a
    /// line before.
    fn come(&self) -> usize {
        const SIOCOUTQ: u32 = 0x5411;
        let sent = self.sent.load(Relaxed);
        // SAFETY: what it writes is a `c_int`: how much was not acknowledged.
        let on_the_way = unsafe { Getter::<SIOCOUTQ, i32>::new() };
        let on_the_way = unsafe { ioctl(&self.stream, on_the_way) }.unwrap();
        let come = sent.saturating_sub(on_the_way as usize);
        match come.checked_sub(1) {
            Some(last) => {
                last + memchr(b'\n', &self.lines[last..]).unwrap() + 1
            }
            None => 0,
        }
    }
}

/// Some connections wait for the last packets of their peers, some peers keep
/// their sockets; Linux would give the address to nobody else.
#[test]
#[ignore = "takes a second of both processors; CI runs it"]
fn the_next_server_listens_where_old_connections_linger() {
    let (server, _log) = start(&["--linger=100ms"]);
    let peers = [(); 4].map(|()| answered(&server, b"hello\n", b"HELLO\n"));
    let [keeps, leave @ ..] = peers;
    server.signal(Signal::TERM);
    for stream in leave {
        assert_eq!(read_to_end(stream), b"");
    }
    let address = server.address;
    assert_eq!(server.end().0.code(), Some(0));
    // Linux may leave some out of a list that changes meanwhile.
    let has = |wanted| states_at(address.port()).iter().any(|it| it == wanted);
    until(|| has(TIME_WAIT) && has(FIN_WAIT2));

    let next = start_at(address);

    assert_eq!(exchange(next.connect(), b"hello\n"), b"HELLO\n");
    assert_eq!(read_to_end(keeps), b"");
}

fn start_at(address: SocketAddr) -> Server {
    let mut command = Command::new(program(NAME));
    command.arg(address.to_string());
    Server::of(Process::start(command).expect(NAME))
}

// How its peers cut what they send, and what they are spared.

/// Some of the lines are too long.
#[test]
fn a_dialogue_cut_at_any_place_gets_the_same_answers() {
    const LONGEST: usize = 6;
    let (server, _log) = start(&["--longest-line=6", "--linger=1h"]);
    let mut cases = TestRunner::new(Config {
        cases: 16,
        failure_persistence: None,
        ..Config::default()
    });
    let dialogue = vec(select(b"aZ\n\r\xff\n".as_slice()), 0..24);
    cases
        .run(&dialogue, |mut lines| {
            for _ in 0..2 {
                let expected = answers(&lines, LONGEST);
                for cut in 0..=lines.len() {
                    let (before, after) = lines.split_at(cut);
                    let answer = say(&server, [before, after]);
                    assert_eq!(answer, expected, "cut at {cut}");
                }
                let answer = say(&server, lines.chunks(1));
                assert_eq!(answer, expected, "byte by byte");
                lines.push(b'\n');
            }
            Ok(())
        })
        .unwrap();
}

/// Each in a packet of its own.
fn say<'a>(
    server: &Server,
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<u8> {
    let mut stream = server.connect();
    stream.set_nodelay(true).unwrap();
    for part in parts {
        stream.write_all(part).unwrap();
        thread::yield_now();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    read_to_end(stream)
}

/// What the server should say: nothing from the first line on that is too long.
fn answers(lines: &[u8], longest: usize) -> Vec<u8> {
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    let fits = |line: &&[u8]| {
        line.strip_suffix(b"\n").unwrap_or(line).len() <= longest
    };
    lines
        .take_while(fits)
        .collect::<Vec<_>>()
        .concat()
        .to_ascii_uppercase()
}

/// What no peer sees on one machine: that the kernel asks after a peer that
/// has vanished, and that no small answer waits for an older one's receipt.
#[test]
fn it_sets_what_the_kernel_does_for_each_connection() {
    let server = Server::start(NAME);
    let peer = answered(&server, b"hello\n", b"HELLO\n");
    let peer = peer.local_addr().unwrap();

    let socket = socket_of(&server, |socket| {
        let address = socket.peer_addr().ok();
        address.and_then(|address| address.as_socket()) == Some(peer)
    });

    assert!(socket.keepalive().unwrap());
    assert_eq!(
        socket.tcp_keepalive_time().unwrap(),
        Duration::from_secs(60)
    );
    assert!(socket.tcp_nodelay().unwrap());
}

//! The clients: what they ask of a server, and how much of it is done in a time.
//!
//! They are threads of this process, and cost the same whichever server they
//! ask, but for TLS.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use benches::run::{Result, Say};
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, epoll, poll};
use socket2::SockRef;
use tokio_rustls::rustls::ClientConfig;

use crate::LIMIT;
use crate::client::Connection;
use crate::process::Server;
use crate::serve::Work;

pub const LINE: &[u8; 64] =
    b"The quick brown fox jumps over the lazy dog, 0123456789 times..\n";

/// What the client of a stream writes at once.
const CHUNK: usize = 64 * 1024;

#[derive(Clone, Copy)]
pub enum Load {
    /// Each of so many connections asks 64 bytes, and the next once it has the
    /// answer. As many epoll loops as there are processors.
    Ask(usize),
    /// One connection sends as much as the server takes, and reads what comes.
    /// One thread does both, so that neither waits for the other.
    Stream,
    /// Four connections at a time for each processor: each is opened, gets one
    /// answer and is given up.
    Connect,
}

pub struct Sample {
    /// Requests, bytes or connections.
    pub done_per_second: f64,
    /// The server's, for each of them, in seconds.
    pub processor_time: f64,
}

/// When the clients stop, and what they have done.
struct Job {
    done: AtomicU64,
    stop: AtomicBool,
    /// Of each connection, or of each thread that opens them.
    most: u64,
}

type Client<'a> = Box<dyn FnOnce() -> Result<()> + Send + 'a>;
type Tls<'a> = Option<&'a Arc<ClientConfig>>;

/// Opens connections, each of which has had one answer.
pub fn open(
    count: usize,
    work: Work,
    connect: impl Fn() -> Result<Connection>,
) -> Result<Vec<Connection>> {
    let connect = |_| {
        let mut stream = connect()?;
        first_answer(&mut stream, work)?;
        Ok::<_, String>(stream)
    };
    let one = |at| connect(at).say(&format!("connection {at} of {count}"));
    (1..=count).map(one).collect()
}

fn first_answer(stream: &mut Connection, work: Work) -> Result<()> {
    stream.write_all(LINE).say("a question")?;
    let mut answer = [0; LINE.len()];
    stream.read_exact(&mut answer).say("its answer")?;
    if answer != work.answer(LINE)[..] {
        let answer = answer.escape_ascii();
        return Err(format!("an answer was \"{answer}\""));
    }
    Ok(())
}

impl Load {
    /// What is done in `time`, after a `warm_up`.
    pub fn measure(
        self,
        server: &Server,
        work: Work,
        tls: Tls,
        warm_up: Duration,
        time: Duration,
    ) -> Result<Sample> {
        let job = Job::new(u64::MAX);
        let clients = self.clients(server.address, work, tls, &job)?;
        thread::scope(|scope| {
            let clients: Vec<_> =
                clients.into_iter().map(|it| scope.spawn(it)).collect();
            let read = || {
                let time = server.processor_time()?;
                Ok::<_, String>((Instant::now(), job.done.load(Relaxed), time))
            };
            thread::sleep(warm_up);
            let before = read();
            let begin = Instant::now();
            let so_far = job.done.load(Relaxed);
            thread::sleep(time);
            // On a machine that is too busy for this, it takes longer.
            while job.done.load(Relaxed) == so_far && begin.elapsed() < LIMIT {
                thread::sleep(time / 4);
            }
            let after = read();
            job.stop.store(true, Relaxed);
            for client in clients {
                client.join().map_err(|_| "a client panicked")??;
            }
            let (before, after) = (before?, after?);
            let done = (after.1 - before.1) as f64;
            if done == 0.0 {
                return Err("no answer in time".into());
            }
            let processor_time = (after.2 - before.2).as_secs_f64() / done;
            let done_per_second = done / (after.0 - before.0).as_secs_f64();
            Ok(Sample {
                done_per_second,
                processor_time,
            })
        })
    }

    /// Does a certain amount. Returns how much that is in all.
    pub fn do_some(
        self,
        server: &Server,
        work: Work,
        tls: Tls,
        of_each: u64,
    ) -> Result<u64> {
        let job = Job::new(of_each);
        let clients = self.clients(server.address, work, tls, &job)?;
        thread::scope(|scope| {
            let clients: Vec<_> =
                clients.into_iter().map(|it| scope.spawn(it)).collect();
            for client in clients {
                client.join().map_err(|_| "a client panicked")??;
            }
            Ok(job.done.load(Relaxed))
        })
    }

    fn clients<'a>(
        self,
        address: SocketAddr,
        work: Work,
        tls: Tls<'a>,
        job: &'a Job,
    ) -> Result<Vec<Client<'a>>> {
        let threads = thread::available_parallelism().say("processors")?.get();
        let connect = move || Connection::open(address, tls);
        let mut clients = Vec::<Client>::new();
        match self {
            Load::Ask(count) => {
                let mut streams = open(count, work, connect)?;
                for left in (1..=threads).rev() {
                    let rest = streams.len() - streams.len() / left;
                    let part = streams.split_off(rest);
                    clients.push(Box::new(move || ask(part, work, job)));
                }
            }
            Load::Stream => {
                let stream = connect()?;
                clients.push(Box::new(move || send_and_read(stream, job)));
            }
            Load::Connect => {
                for _ in 0..4 * threads {
                    clients.push(Box::new(move || {
                        come_and_go(connect, work, job)
                    }));
                }
            }
        }
        Ok(clients)
    }
}

impl Job {
    fn new(most: u64) -> Self {
        Self {
            done: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            most,
        }
    }

    fn is_done(&self, so_far: u64) -> bool {
        so_far >= self.most || self.stop.load(Relaxed)
    }
}

/// Asks until told to stop; then every connection gets the answer that it waits
/// for, and the end.
fn ask(mut streams: Vec<Connection>, work: Work, job: &Job) -> Result<()> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).say("epoll")?;
    for (at, stream) in streams.iter_mut().enumerate() {
        let data = epoll::EventData::new_u64(at as u64);
        stream.tcp.set_nonblocking(true).say("a socket")?;
        epoll::add(&epoll, &stream.tcp, data, epoll::EventFlags::IN)
            .say("epoll")?;
        stream.write_all(LINE).say("a question")?;
    }
    let limit = Timespec::try_from(LIMIT).map_err(|_| "limit")?;
    let mut events = Vec::with_capacity(1024);
    // Bytes of an answer, and whole answers.
    let mut received = vec![(0, 0); streams.len()];
    let mut waiting = streams.len();
    let mut buffer = [0; 2 * LINE.len()];
    let expected = work.answer(LINE);
    while waiting > 0 {
        epoll::wait(&epoll, spare_capacity(&mut events), Some(&limit))
            .say("epoll")?;
        if events.is_empty() {
            return Err(format!("{waiting} answers have not come"));
        }
        let mut new = 0;
        for event in events.drain(..) {
            let data = event.data;
            let at = data.u64() as usize;
            let n = match streams[at].read(&mut buffer) {
                Ok(0) => return Err("the server has closed".into()),
                Ok(n) => n,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(format!("an answer: {error}")),
            };
            let (bytes, answers) = &mut received[at];
            if expected.get(*bytes..*bytes + n) != Some(&buffer[..n]) {
                return Err("an answer differs".into());
            }
            *bytes += n;
            if *bytes < LINE.len() {
                continue;
            }
            new += 1;
            *bytes = 0;
            *answers += 1;
            if job.is_done(*answers) {
                waiting -= 1;
                streams[at].end().say("the end")?;
                epoll::delete(&epoll, &streams[at].tcp).say("epoll")?;
            } else {
                streams[at].write_all(LINE).say("a question")?;
            }
        }
        job.done.fetch_add(new, Relaxed);
    }
    for mut stream in streams {
        stream.tcp.set_nonblocking(false).say("a socket")?;
        if stream.read(&mut buffer).say("the end")? > 0 {
            return Err("more than one answer to a question".into());
        }
    }
    Ok(())
}

/// What it sends repeats itself after a chunk, and looks random before.
fn send_and_read(mut stream: Connection, job: &Job) -> Result<()> {
    let mut last = 1_u32;
    let random = std::iter::repeat_with(|| {
        last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        last.to_be_bytes()[0]
    });
    let pattern = random.take(CHUNK).collect::<Vec<_>>().repeat(2);
    let at = |so_far: u64| (so_far % CHUNK as u64) as usize;

    stream.tcp.set_nonblocking(true).say("a socket")?;
    let limit = Timespec::try_from(LIMIT).map_err(|_| "limit")?;
    let mut buffer = vec![0; CHUNK];
    let (mut sent, mut received, mut ended) = (0, 0, false);
    loop {
        let mut waits = PollFlags::empty();
        let more = !job.is_done(sent);
        let step = if more {
            let left = job.most - sent;
            let n = left.min(CHUNK as u64) as usize;
            stream.write(&pattern[at(sent)..at(sent) + n])
        } else if ended {
            Ok(0)
        } else {
            stream.end().map(|()| 0)
        };
        match step {
            Ok(n) => {
                sent += n as u64;
                ended = !more;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                waits |= PollFlags::OUT;
            }
            Err(error) => return Err(format!("a write: {error}")),
        }
        match stream.read(&mut buffer) {
            Ok(0) if ended && received == sent => return Ok(()),
            Ok(0) => {
                return Err(format!("{received} bytes instead of {sent}"));
            }
            Ok(n) => {
                let from = at(received);
                if pattern[from..from + n] != buffer[..n] {
                    return Err("what comes back differs".into());
                }
                received += n as u64;
                job.done.fetch_add(n as u64, Relaxed);
                continue;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                waits |= PollFlags::IN;
            }
            Err(error) => return Err(format!("a read: {error}")),
        }
        if ended || waits.contains(PollFlags::OUT) {
            let mut fds = [PollFd::from_borrowed_fd(stream.tcp.as_fd(), waits)];
            if poll(&mut fds, Some(&limit)).say("poll")? == 0 {
                return Err("the server neither reads nor writes".into());
            }
        }
    }
}

/// It ends each connection by a reset: those that end well keep their ports for
/// a minute, of which there are too few.
fn come_and_go(
    connect: impl Fn() -> Result<Connection>,
    work: Work,
    job: &Job,
) -> Result<()> {
    let mut so_far = 0;
    while !job.is_done(so_far) {
        let mut stream = connect()?;
        first_answer(&mut stream, work)?;
        SockRef::from(&stream.tcp)
            .set_linger(Some(Duration::ZERO))
            .say("a reset")?;
        so_far += 1;
        job.done.fetch_add(1, Relaxed);
    }
    Ok(())
}

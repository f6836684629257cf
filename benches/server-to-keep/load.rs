//! The clients: each connection asks one line, and the next once it has the
//! answer.
//!
//! As many epoll loops as there are processors, of this process; they cost the
//! same whichever server they ask.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};

use crate::process::Server;
use crate::{LIMIT, Result, Say};

const LINE: &[u8; 64] =
    b"The quick brown fox jumps over the lazy dog, 0123456789 times..\n";

pub struct Sample {
    pub requests_per_second: f64,
    /// The server's, for one request, in microseconds.
    pub processor_time: f64,
}

/// Opens connections, each of which has had one answer.
pub fn open(address: SocketAddr, count: usize) -> Result<Vec<TcpStream>> {
    let connect = |at| {
        let what = format!("connection {at} of {count} to {address}");
        let mut stream = TcpStream::connect(address).say(&what)?;
        stream.set_read_timeout(Some(LIMIT)).say(&what)?;
        stream.write_all(LINE).say(&what)?;
        let mut answer = [0; LINE.len()];
        stream.read_exact(&mut answer).say(&what)?;
        check(&answer)?;
        Ok(stream)
    };
    (1..=count).map(connect).collect()
}

pub fn measure(
    server: &Server,
    connections: usize,
    warm_up: Duration,
    time: Duration,
) -> Result<Sample> {
    let mut streams = open(server.address, connections)?;
    let threads = thread::available_parallelism().say("processors")?.get();
    let (answers, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let mut clients = Vec::new();
        for left in (1..=threads).rev() {
            let part = streams.split_off(streams.len() - streams.len() / left);
            let (answers, stop) = (&answers, &stop);
            clients.push(scope.spawn(move || ask(part, answers, stop)));
        }
        let read = || {
            let time = server.processor_time()?;
            Ok::<_, String>((Instant::now(), answers.load(Relaxed), time))
        };
        thread::sleep(warm_up);
        let before = read();
        thread::sleep(time);
        let after = read();
        stop.store(true, Relaxed);
        for client in clients {
            client.join().map_err(|_| "a client panicked")??;
        }
        let (before, after) = (before?, after?);
        let requests = (after.1 - before.1) as f64;
        if requests == 0.0 {
            return Err("no answer in all of the time".into());
        }
        Ok(Sample {
            requests_per_second: requests / (after.0 - before.0).as_secs_f64(),
            processor_time: (after.2 - before.2).as_secs_f64() * 1e6 / requests,
        })
    })
}

/// Asks until told to stop; then every connection gets the answer that it waits
/// for, and the end.
fn ask(
    mut streams: Vec<TcpStream>,
    answers: &AtomicU64,
    stop: &AtomicBool,
) -> Result<()> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).say("epoll")?;
    for (at, stream) in streams.iter_mut().enumerate() {
        let data = epoll::EventData::new_u64(at as u64);
        stream.set_nonblocking(true).say("a socket")?;
        epoll::add(&epoll, &*stream, data, epoll::EventFlags::IN)
            .say("epoll")?;
        stream.write_all(LINE).say("a question")?;
    }
    let limit = Timespec::try_from(LIMIT).map_err(|_| "limit")?;
    let mut events = Vec::with_capacity(1024);
    let mut received = vec![0; streams.len()];
    let mut waiting = streams.len();
    let mut buffer = [0; 2 * LINE.len()];
    let capitals = LINE.to_ascii_uppercase();
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
            let so_far: usize = received[at];
            if capitals.get(so_far..so_far + n) != Some(&buffer[..n]) {
                return Err("an answer differs".into());
            }
            received[at] += n;
            if received[at] < LINE.len() {
                continue;
            }
            new += 1;
            received[at] = 0;
            if stop.load(Relaxed) {
                waiting -= 1;
                streams[at].shutdown(Shutdown::Write).say("the end")?;
                epoll::delete(&epoll, &streams[at]).say("epoll")?;
            } else {
                streams[at].write_all(LINE).say("a question")?;
            }
        }
        answers.fetch_add(new, Relaxed);
    }
    for mut stream in streams {
        stream.set_nonblocking(false).say("a socket")?;
        if stream.read(&mut buffer).say("the end")? > 0 {
            return Err("more than one answer to a question".into());
        }
    }
    Ok(())
}

fn check(answer: &[u8; LINE.len()]) -> Result<()> {
    if *answer == LINE.to_ascii_uppercase()[..] {
        return Ok(());
    }
    Err(format!(
        "an answer was {:?}",
        answer.escape_ascii().to_string()
    ))
}

//! Answers each line in capitals, and can be left alone on an open network.

use std::io::{Read, Write, stderr, stdout};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::{collections::HashMap, net::SocketAddr, num::NonZeroU16};
use std::{panic, pin::pin, process, thread};

use clap::Parser;
use humantime::parse_duration as time;
use memchr::{memchr, memrchr};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, Instant, sleep, timeout};
use tokio::{runtime::Runtime, select, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};
use tracing_appender::non_blocking::NonBlockingBuilder;

const REFUSED: ErrorKind = ErrorKind::InvalidData; // which no socket returns
const MINUTE: Duration = Duration::from_secs(60);

// ANCHOR: limits
/// Answers each line in capitals. Exit status: 0, or 1 if it cannot listen, 2
/// if its arguments are wrong, 3 if it had to cut off somebody.
#[derive(Parser)]
pub struct Limits {
    #[arg(default_value = "127.0.0.1:6142")]
    address: String,
    /// Connections at a time
    #[arg(long, value_name = "N", default_value = "1000")]
    connections: NonZeroU16,
    /// Time until a line begins
    #[arg(long, value_name = "D", default_value = "30s", value_parser = some)]
    first_byte: Duration,
    /// Time from there to the end of the line
    #[arg(long, value_name = "D", default_value = "10s", value_parser = some)]
    request: Duration,
    /// Time to write the answer
    #[arg(long, value_name = "D", default_value = "10s", value_parser = some)]
    answer: Duration,
    /// Time for a peer to leave when everything is answered
    #[arg(long, value_name = "D", default_value = "1s", value_parser = time)]
    linger: Duration,
    /// Time from the signal until all that are left are cut off
    #[arg(long, value_name = "D", default_value = "5s", value_parser = time)]
    patience: Duration,
    /// Bytes of a line, without its end
    #[arg(long, value_name = "BYTES", default_value = "65536")]
    longest_line: u32,
}

fn some(text: &str) -> Result<Duration, String> {
    let duration = time(text).map_err(|error| error.to_string())?;
    (!duration.is_zero())
        .then_some(duration)
        .ok_or("too short".into())
}
// ANCHOR_END: limits

/// What the connections share.
struct Server {
    limits: Limits,
    answer: fn(&mut [u8]),
    end: CancellationToken,
    cut: CancellationToken,
    told: Mutex<HashMap<String, (Option<Instant>, u64)>>,
}

impl Server {
    /// Logs each kind of fault once a minute, so that no peer can fill a disk.
    fn tell(&self, who: &str, error: &io::Error) {
        let (fault, now) = (error.to_string(), Instant::now());
        let Ok(mut told) = self.told.lock() else {
            return;
        };
        let (last, times) = told.entry(fault).or_default();
        *times += 1;
        if last.is_none_or(|last| now - last > MINUTE) {
            warn!(times, "{who}: {error}");
            (*last, *times) = (Some(now), 0);
        }
    }
}

fn refused<T>(why: &str) -> io::Result<T> {
    Err(io::Error::new(REFUSED, why))
}

// ANCHOR: talk
struct Connection {
    tcp: TcpStream,
    /// Less than two of the longest lines, and nothing where none is begun.
    buffer: Vec<u8>,
    server: Arc<Server>,
}

impl Connection {
    /// Answers lines until the peer ends or, told to end, those begun by then.
    async fn talk(&mut self) -> io::Result<()> {
        let server = self.server.clone();
        while let Some(line) = server.end.run_until_cancelled(self.line()).await
        {
            if !line? {
                return self.answer(self.buffer.len().checked_sub(1)).await;
            }
            self.answer(memrchr(b'\n', &self.buffer)).await?;
        }
        let told = Instant::now();
        while told.elapsed() <= server.limits.linger {
            // Asks the kernel. Tokio may not know yet what has come.
            let socket = SockRef::from(&self.tcp);
            let mut come = Read::take(&*socket, self.room()?);
            let read = come.read_to_end(&mut self.buffer);
            self.answer(memrchr(b'\n', &self.buffer)).await?;
            match read {
                Ok(0) => break, // the end
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        if !self.buffer.is_empty() {
            self.line().await?;
            let all = self.buffer.len() - 1;
            self.answer(memchr(b'\n', &self.buffer).or(Some(all)))
                .await?;
        }
        Ok(())
    }

    /// Reads until a line ends; `false` if the peer ends. Can be dropped.
    async fn line(&mut self) -> io::Result<bool> {
        let Limits {
            first_byte,
            request,
            ..
        } = self.server.limits;
        if self.buffer.is_empty() {
            let begins = timeout(first_byte, self.tcp.readable()).await;
            begins.unwrap_or_else(|_| refused("no line in time"))?;
        }
        let rest = async {
            loop {
                let (room, old) = (self.room()?, self.buffer.len());
                self.buffer.reserve(room.min(4096) as usize);
                let mut tcp = (&mut self.tcp).take(room);
                if tcp.read_buf(&mut self.buffer).await? == 0 {
                    return Ok(false);
                }
                if memchr(b'\n', &self.buffer[old..]).is_some() {
                    return Ok(true);
                }
            }
        };
        let ends = timeout(request, rest).await;
        ends.unwrap_or_else(|_| refused("no end of a line in time"))
    }

    /// How many bytes may come before the line is too long.
    fn room(&self) -> io::Result<u64> {
        let longest = u64::from(self.server.limits.longest_line) + 1;
        match longest - self.buffer.len() as u64 {
            0 => refused("line too long"),
            room => Ok(room),
        }
    }

    /// Answers everything up to the byte at `last`.
    async fn answer(&mut self, last: Option<usize>) -> io::Result<()> {
        let length = last.map_or(0, |at| at + 1);
        let lines = &mut self.buffer[..length];
        (self.server.answer)(lines);
        let late = |_| io::Error::other("answer not taken in time");
        let write = self.tcp.write_all(lines);
        timeout(self.server.limits.answer, write)
            .await
            .map_err(late)??;
        self.buffer.drain(..length);
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
        }
        Ok(())
    }

    /// Returns whether the deadline has cut it off.
    async fn run(mut self, peer: SocketAddr) -> io::Result<bool> {
        let server = self.server.clone();
        // Whatever ends it without a goodbye, its peer gets a reset.
        SockRef::from(&self.tcp).set_linger(Some(Duration::ZERO))?;
        let keepalive = TcpKeepalive::new().with_time(MINUTE);
        SockRef::from(&self.tcp).set_tcp_keepalive(&keepalive)?;
        self.tcp.set_nodelay(true)?;
        match server.cut.run_until_cancelled(self.talk()).await {
            None => return Ok(true),
            Some(Err(error)) if error.kind() == REFUSED => {
                server.tell(&peer.to_string(), &error);
            }
            Some(result) => result?,
        }
        let goodbye = async {
            SockRef::from(&self.tcp).set_linger(None)?;
            self.tcp.shutdown().await?;
            io::copy(&mut self.tcp, &mut io::sink()).await
        };
        let goodbye = timeout(server.limits.linger, goodbye);
        let _ = server.cut.run_until_cancelled(goodbye).await;
        Ok(false)
    }
}
// ANCHOR_END: talk

// ANCHOR: run
/// Serves until `stop` completes; says how many had to be cut off when nobody
/// is left. `answer` writes over whole lines. Dropped, it cuts off everybody.
pub async fn run(
    listener: TcpListener,
    limits: Limits,
    stop: impl Future,
    answer: fn(&mut [u8]),
) -> io::Result<usize> {
    let seats = Arc::new(Semaphore::new(limits.connections.get().into()));
    let (end, cut) = (CancellationToken::new(), CancellationToken::new());
    let (patience, told) = (limits.patience, Mutex::default());
    let server = Arc::new(Server {
        limits,
        answer,
        end,
        cut,
        told,
    });
    let (mut tasks, mut stop) = (JoinSet::new(), pin!(stop));
    let result = loop {
        let next = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        select! {
            biased;
            _ = &mut stop => break Ok(()),
            Some(_) = tasks.join_next() => {}
            (seat, next) = next => match next {
                Ok((tcp, peer)) => {
                    let (buffer, server) = (Vec::new(), server.clone());
                    tasks.spawn(async move {
                        let _seat = seat; // given back, even by a panic
                        let this = Connection { tcp, buffer, server: server.clone() };
                        let end = this.run(peer).await;
                        end.inspect_err(|error| server.tell(&peer.to_string(), error))
                            .unwrap_or(false)
                    });
                }
                Err(error) => {
                    let Some(pause) = pause_after(&error) else { break Err(error) };
                    server.tell("cannot accept", &error);
                    sleep(pause).await;
                }
            }
        }
    };
    drop(listener);
    server.end.cancel();
    let (mut cut, mut deadline) = (0, pin!(sleep(patience)));
    loop {
        select! {
            () = &mut deadline, if !server.cut.is_cancelled() => server.cut.cancel(),
            left = tasks.join_next() => match left {
                None => return result.map(|()| cut),
                Some(left) => cut += usize::from(left.unwrap_or(false)),
            }
        }
    }
}

/// How long to let an error of `accept` pass; `None` if it never does.
pub fn pause_after(error: &io::Error) -> Option<Duration> {
    use ErrorKind::*;
    // ENFILE, EMFILE, and ENOBUFS of Linux and macOS; two of them on Windows
    const EXHAUSTED: [i32; 6] = [23, 24, 105, 55, 10024, 10055];
    match error.kind() {
        ConnectionAborted | ConnectionReset | HostUnreachable | Interrupted
        | NetworkDown | NetworkUnreachable | PermissionDenied | TimedOut => {
            Some(Duration::ZERO) // of that one connection
        }
        kind => (kind == OutOfMemory
            || EXHAUSTED.contains(&error.raw_os_error()?))
        .then_some(Duration::from_millis(100)),
    }
}
// ANCHOR_END: run

// ANCHOR: main
#[cfg(unix)]
fn signals() -> io::Result<impl AsyncFnMut()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut int = signal(SignalKind::interrupt())?;
    let mut term = signal(SignalKind::terminate())?;
    Ok(async move || select! { _ = int.recv() => {}, _ = term.recv() => {} })
}

#[cfg(windows)]
fn signals() -> io::Result<impl AsyncFnMut()> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move || drop(interrupt.recv().await))
}

async fn serve(limits: Limits) -> io::Result<u8> {
    let listener = TcpListener::bind(&limits.address).await;
    let at = |error| io::Error::other(format!("{}: {error}", limits.address));
    let listener = listener.map_err(at)?;
    let (mut signal, stop) = (signals()?, CancellationToken::new());
    let address = listener.local_addr()?;
    let _ = writeln!(stdout(), "listening on {address}"); // if anybody reads it
    let twice = async {
        signal().await;
        stop.cancel();
        signal().await;
    };
    let capitals = <[u8]>::make_ascii_uppercase;
    let cut = select! {
        cut = run(listener, limits, stop.cancelled(), capitals) => match cut? {
            0 => return Ok(0),
            cut => cut.to_string(),
        },
        () = twice => "all that were left".into(),
    };
    error!("cut off: {cut}");
    Ok(3)
}

fn main() {
    let limits = Limits::try_parse().unwrap_or_else(|error| {
        if error.use_stderr() {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            let _ = writeln!(stderr(), "{line}");
            process::exit(2);
        }
        error.exit() // prints the help
    });
    let log = NonBlockingBuilder::default().buffered_lines_limit(1024);
    let (log, rest) = log.finish(stderr()); // full, it drops lines
    let (lost, known) = (log.error_counter(), AtomicUsize::new(0));
    let writer = move || {
        let (mut log, lost) = (log.clone(), lost.dropped_lines());
        if known.swap(lost, Relaxed) < lost {
            let _ = writeln!(log, "lines of this log lost: {lost}");
        }
        log
    };
    let lines = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false);
    lines.with_writer(writer).init();
    panic::set_hook(Box::new(|panic| error!("{panic}"))); // does not block
    let status = Runtime::new().and_then(|runtime| {
        let status = runtime.block_on(serve(limits));
        runtime.shutdown_background(); // not even for a blocking closure
        status
    });
    let status = status.unwrap_or_else(|error| {
        error!("cannot serve: {error}");
        1
    });
    // Waits for a second at most; where it panics, it does not matter.
    let _ = thread::spawn(|| drop(rest)).join();
    process::exit(status.into());
}
// ANCHOR_END: main

//! Answers each line in capitals, and can be left alone on an open network.

// ANCHOR: all
use std::future::Future;
use std::io::{Read, Write, stderr, stdout};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::{
    collections::HashMap, fmt::Display, net::SocketAddr, num::NonZeroU16,
};
use std::{panic, pin::pin, process, thread};

use clap::Parser;
use humantime::parse_duration as time;
use memchr::{memchr, memrchr};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{self, AsyncWriteExt, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, Instant, sleep, timeout};
use tokio::{runtime::Runtime, select, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

const REFUSED: ErrorKind = ErrorKind::InvalidData; // which no socket returns
const MINUTE: Duration = Duration::from_secs(60);

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
    fn tell(&self, who: impl Display, error: &io::Error) {
        let Ok(mut told) = self.told.lock() else {
            return;
        };
        let (last, times) = told.entry(error.to_string()).or_default();
        *times += 1;
        if last.is_none_or(|last| last.elapsed() > MINUTE) {
            warn!(times, "{who}: {error}");
            (*last, *times) = (Some(Instant::now()), 0);
        }
    }
}

fn refused<T>(why: &str) -> io::Result<T> {
    Err(io::Error::new(REFUSED, why))
}

struct Connection {
    tcp: TcpStream,
    buffer: Vec<u8>, // less than two of the longest lines; none while idle
    over: bool,      // the peer sends nothing more
    server: Arc<Server>,
}

impl Connection {
    /// Answers lines until the peer ends or, told to end, those begun by then.
    async fn talk(&mut self) -> io::Result<()> {
        let server = self.server.clone();
        let mut line = server.end.run_until_cancelled(self.line()).await;
        while let Some(read) = line {
            read?;
            self.answer(memrchr(b'\n', &self.buffer)).await?;
            if self.over {
                return self.answer(self.buffer.len().checked_sub(1)).await;
            }
            line = server.end.run_until_cancelled(self.line()).await;
        }
        // ANCHOR: drain
        let told = Instant::now();
        loop {
            // Asks the kernel. Tokio may not know yet what has come.
            let tcp = SockRef::from(&self.tcp);
            let come = Read::take(&*tcp, self.room()? as u64)
                .read_to_end(&mut self.buffer);
            self.answer(memrchr(b'\n', &self.buffer)).await?;
            match come {
                Ok(n) if n > 0 && told.elapsed() < server.limits.linger => {}
                Err(error) if error.kind() != ErrorKind::WouldBlock => {
                    return Err(error);
                }
                _ => break,
            }
        }
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.line().await?;
        let end = memchr(b'\n', &self.buffer).unwrap_or(self.buffer.len() - 1);
        self.answer(Some(end)).await
        // ANCHOR_END: drain
    }

    /// Reads until a line ends, or the peer. May be dropped on the way.
    async fn line(&mut self) -> io::Result<()> {
        let Server { limits, .. } = &*self.server.clone();
        let mut ended = false;
        if self.buffer.is_empty() {
            let first = timeout(limits.first_byte, self.more()).await;
            ended = first.unwrap_or_else(|_| refused("no line in time"))?;
        }
        let rest = async {
            while !ended {
                ended = self.more().await?;
            }
            Ok(())
        };
        let rest = timeout(limits.request, rest).await;
        rest.unwrap_or_else(|_| refused("no end of a line in time"))
    }

    /// Reads some bytes; returns whether a line ends there, or the peer.
    async fn more(&mut self) -> io::Result<bool> {
        loop {
            self.tcp.readable().await?; // which may be a mistake
            let (room, old) = (self.room()?, self.buffer.len());
            if old == self.buffer.capacity() {
                self.buffer.reserve_exact(room.min(4096.max(old)));
            }
            match self.tcp.try_read_buf(&mut self.buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
                Ok(n) => {
                    self.over = n == 0;
                    let line = memchr(b'\n', &self.buffer[old..]);
                    return Ok(self.over || line.is_some());
                }
            }
            if old == 0 {
                self.buffer = Vec::new();
            }
        }
    }

    /// How many bytes may come before the line is too long.
    fn room(&self) -> io::Result<usize> {
        let longest = self.server.limits.longest_line as usize + 1;
        let room = longest.saturating_sub(self.buffer.len());
        if room > 0 {
            Ok(room)
        } else {
            refused("line too long")
        }
    }

    /// Answers everything up to the byte at `last`.
    async fn answer(&mut self, last: Option<usize>) -> io::Result<()> {
        let Server { limits, answer, .. } = &*self.server;
        let length = last.map_or(0, |last| last + 1);
        answer(&mut self.buffer[..length]);
        let write = self.tcp.write_all(&self.buffer[..length]);
        let late = |_| Err(io::Error::other("answer not taken in time"));
        timeout(limits.answer, write).await.unwrap_or_else(late)?;
        self.buffer.drain(..length);
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
        }
        Ok(())
    }

    /// Returns whether the deadline has cut it off.
    async fn run(mut self, peer: SocketAddr) -> io::Result<bool> {
        let server = self.server.clone();
        // However it ends without a goodbye, its peer gets a reset.
        SockRef::from(&self.tcp).set_linger(Some(Duration::ZERO))?;
        let keepalive = TcpKeepalive::new().with_time(MINUTE);
        SockRef::from(&self.tcp).set_tcp_keepalive(&keepalive)?;
        self.tcp.set_nodelay(true)?;
        match server.cut.run_until_cancelled(self.talk()).await {
            None => return Ok(true),
            Some(Err(error)) if error.kind() == REFUSED => {
                server.tell(peer, &error)
            }
            Some(result) => result?,
        }
        SockRef::from(&self.tcp).set_linger(None)?;
        let _ = self.tcp.shutdown().await;
        let (read, mut nowhere) = (&mut self.tcp, io::sink());
        let leave = timeout(server.limits.linger, io::copy(read, &mut nowhere));
        let _ = server.cut.run_until_cancelled(leave).await;
        Ok(false)
    }
}

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
    let server = Server {
        limits,
        answer,
        end,
        cut,
        told,
    };
    let (server, mut tasks, mut stop) =
        (Arc::new(server), JoinSet::new(), pin!(stop));
    let result = loop {
        let next = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, next) = select! {
            biased;
            _ = &mut stop => break Ok(()),
            Some(_) = tasks.join_next() => continue,
            next = next => next,
        };
        match next {
            Ok((tcp, peer)) => {
                let (buffer, over, server) =
                    (Vec::new(), false, server.clone());
                tasks.spawn(async move {
                    let _seat = seat; // given back, even by a panic
                    let shared = server.clone();
                    let connection = Connection {
                        tcp,
                        buffer,
                        over,
                        server,
                    };
                    let end = connection.run(peer).await;
                    end.inspect_err(|error| shared.tell(peer, error))
                });
            }
            Err(error) => match pause_after(&error) {
                None => break Err(error),
                Some(pause) => {
                    server.tell("cannot accept", &error);
                    sleep(pause).await;
                }
            },
        }
    };
    // ANCHOR: cut
    drop(listener);
    server.end.cancel();
    let (mut cut, mut deadline) = (0, pin!(sleep(patience)));
    loop {
        select! {
            () = &mut deadline, if !server.cut.is_cancelled() => server.cut.cancel(),
            left = tasks.join_next() => match left {
                None => return result.map(|()| cut),
                Some(left) => cut += usize::from(matches!(left, Ok(Ok(true)))),
            }
        }
    }
    // ANCHOR_END: cut
}

/// How long to let an error of `accept` pass; `None` if it never does.
pub fn pause_after(error: &io::Error) -> Option<Duration> {
    use ErrorKind::*;
    const EBADF: i32 = 9;
    const ENOTSOCK: [i32; 3] = [88, 38, 10038]; // Linux, macOS, Windows
    let code = error.raw_os_error().unwrap_or_default();
    match error.kind() {
        ConnectionAborted | HostUnreachable | NetworkDown
        | NetworkUnreachable | TimedOut => Some(Duration::ZERO), // of the peer
        InvalidInput => None, // EINVAL: of the listener
        _ if code == EBADF || ENOTSOCK.contains(&code) => None,
        _ => Some(Duration::from_millis(100)), // of the machine, or unheard of
    }
}

// ANCHOR: log
/// Has a thread write its lines. Those that there is no room for are counted.
#[derive(Clone)]
pub struct Log(SyncSender<Vec<u8>>, Arc<AtomicUsize>);

impl Log {
    /// The receiver is told when the end is written, an empty line.
    pub fn to(mut out: impl Write + Send + 'static) -> (Log, Receiver<()>) {
        let (queue, lines) = sync_channel::<Vec<u8>>(1024);
        let (ended, end) = channel();
        let lost = Arc::new(AtomicUsize::new(0));
        let log = Log(queue, lost.clone());
        thread::spawn(move || {
            for line in lines {
                let n = lost.swap(0, Relaxed);
                let more = format!("{n} lines of this log are lost\n");
                let more = if n > 0 { more.as_bytes() } else { b"" };
                if out.write_all(&[more, &line].concat()).is_err() {
                    lost.fetch_add(n + 1, Relaxed);
                }
                if line.is_empty() {
                    return ended.send(()).unwrap_or(());
                }
            }
        });
        (log, end)
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(line.to_vec()).is_err() {
            self.1.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: log

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
    let (log, end) = Log::to(stderr());
    let queue = log.0.clone();
    let lines = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false);
    lines.with_writer(move || log.clone()).init();
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
    thread::spawn(move || queue.send(Vec::new()));
    let _ = end.recv_timeout(Duration::from_millis(200)); // if it is read
    process::exit(status.into());
}
// ANCHOR_END: all

//! Answers each line in capitals, and can be left alone on an open network.

// ANCHOR: all
use std::future::{Future, poll_fn, ready};
use std::io::{ErrorKind, Write, stderr, stdout};
use std::pin::{Pin, pin};
use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering::Relaxed, mpsc};
use std::task::Poll::{Pending, Ready};
use std::{mem, net::SocketAddr, num::NonZeroU16, panic, process, thread};

use clap::Parser;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{self, AsyncBufRead, AsyncBufReadExt, BufReader};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, unconstrained};
use tokio::time::{Duration, Instant, Sleep, sleep, timeout};
use tokio::{runtime::Runtime, select, sync::Semaphore, sync::watch};
use tracing::{error, warn};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const PAUSE: Duration = Duration::from_millis(100);

// ANCHOR: limits
/// Answers each line in capitals
#[derive(Clone, Copy, Parser)]
pub struct Limits {
    #[arg(default_value = "127.0.0.1:6142")]
    address: SocketAddr,
    /// Connections at a time
    #[arg(long, value_name = "N", default_value = "1000")]
    connections: NonZeroU16,
    /// Time until a line begins
    #[arg(long, value_name = "D", default_value = "30s")]
    first_byte: humantime::Duration,
    /// Time from there to the end of the line
    #[arg(long, value_name = "D", default_value = "10s")]
    request: humantime::Duration,
    /// Time to write the answer
    #[arg(long, value_name = "D", default_value = "10s")]
    answer: humantime::Duration,
    /// Time for a peer to leave when all is answered
    #[arg(long, value_name = "D", default_value = "1s")]
    linger: humantime::Duration,
    /// Time from the signal until the rest is cut off
    #[arg(long, value_name = "D", default_value = "5s")]
    patience: humantime::Duration,
    /// Bytes of a line, without its end
    #[arg(long, value_name = "BYTES", default_value = "65536")]
    longest_line: u32,
}
// ANCHOR_END: limits

/// Serves until `signal` returns, and ends well, but for a second signal. Says
/// how many were cut off. `answer` writes over a line, and does not block.
pub async fn run(
    listener: TcpListener,
    limits: Limits,
    mut signal: impl AsyncFnMut(),
    answer: fn(&mut [u8]),
) -> io::Result<usize> {
    let ((running, end), mut tasks) = (watch::channel(()), JoinSet::new());
    let server = Arc::new(Server(limits, answer, end));
    let result = select! {
        () = signal() => Ok(()),
        error = accept(&server, listener, &mut tasks) => Err(error),
    };
    drop(running);
    let all = async { while tasks.join_next().await.is_some() {} };
    select! {
        () = signal() => {}
        _ = timeout(*limits.patience, all) => {}
    }
    while tasks.try_join_next().is_some() {}
    let left = tasks.len();
    let _ = timeout(PAUSE, tasks.shutdown()).await;
    result.map(|()| left)
}

/// Gives seats to peers, until the listener breaks.
async fn accept(
    server: &Arc<Server>,
    listener: TcpListener,
    tasks: &mut JoinSet<()>,
) -> io::Error {
    let seats = Arc::new(Semaphore::new(server.0.connections.get().into()));
    loop {
        let seat = seats.clone().acquire_owned().await;
        let (tcp, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_peer(&error) => continue,
            Err(error) if is_of_listener(&error, &listener) => return error,
            Err(error) => {
                warn!("cannot accept: {error}");
                sleep(PAUSE).await;
                continue;
            }
        };
        let server = server.clone();
        while tasks.try_join_next().is_some() {} // which have ended
        tasks.spawn(async move {
            let _seat = seat;
            if let Err(error) = serve(&server, tcp).await {
                warn!("{peer}: {error}");
            }
        });
    }
}

pub fn is_of_peer(error: &io::Error) -> bool {
    use ErrorKind::*;
    let network = [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut];
    network.contains(&error.kind()) || error.kind() == ConnectionAborted
}

pub fn is_of_listener(error: &io::Error, listener: &TcpListener) -> bool {
    error.kind() == ErrorKind::InvalidInput || listener.local_addr().is_err()
}

/// What all connections know.
struct Server(Limits, fn(&mut [u8]), watch::Receiver<()>);

// ANCHOR: serve
/// One connection, from its seat to its goodbye.
async fn serve(server: &Server, tcp: TcpStream) -> io::Result<()> {
    // Whatever ends it before the goodbye looks like a reset.
    SockRef::from(&tcp).set_linger(Some(Duration::ZERO))?;
    let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(60));
    SockRef::from(&tcp).set_tcp_keepalive(&keepalive)?;
    tcp.set_nodelay(true)?;
    let Server(limits, answer, end) = server;
    let (mut stream, mut owed) = (BufReader::new(tcp), None);
    let (mut timer, mut end) = (pin!(sleep(Duration::ZERO)), end.clone());
    let mut told = pin!(end.changed());
    // Polled once, it wakes this task at the end.
    select! { biased; _ = &mut told => {}, () = ready(()) => {} }
    let ended = loop {
        let next = next_line(server, &mut stream, &mut owed, &mut timer);
        let mut line = match next.await {
            Ok(line) if !line.is_empty() => line,
            ended => break ended.map(drop),
        };
        answer(&mut line);
        let write = stream.write_all(&line);
        within(&mut timer, *limits.answer, "answer not taken", write).await?;
    };
    SockRef::from(stream.get_ref()).set_linger(None)?;
    let _ = stream.shutdown().await;
    let mut nowhere = io::sink();
    let leave = io::copy_buf(&mut stream, &mut nowhere);
    let _ = timeout(*limits.linger, leave).await;
    ended
}
// ANCHOR_END: serve

/// The next line to answer; empty if there is none. Told to end, it only reads
/// the lines that have begun by then: so many bytes are `owed` an answer.
async fn next_line(
    server: &Server,
    stream: &mut BufReader<TcpStream>,
    owed: &mut Option<usize>,
    timer: &mut Pin<&mut Sleep>,
) -> io::Result<Vec<u8>> {
    let (Server(limits, _, end), mut line) = (server, Vec::new());
    // ANCHOR: begun
    let is_told = || end.has_changed().is_err();
    if owed.is_none() {
        let begun = poll_fn(|cx| match is_told() {
            false => Pin::new(&mut *stream).poll_fill_buf(cx).map_ok(drop),
            true => Ready(Ok(())),
        });
        within(timer, *limits.first_byte, "no line", begun).await?;
        *owed = is_told().then(|| unanswered(stream));
    }
    // ANCHOR_END: begun
    if *owed == Some(0) {
        return Ok(line);
    }
    let mut some = stream.take(u64::from(limits.longest_line) + 1);
    let whole = some.read_until(b'\n', &mut line);
    within(timer, *limits.request, "no end of a line", whole).await?;
    if some.limit() == 0 && !line.ends_with(b"\n") {
        return Err(io::Error::other("line too long"));
    }
    *owed = owed.map(|owed| owed.saturating_sub(line.len()));
    Ok(line)
}

/// How many bytes have come. It asks the kernel, since Tokio may not know yet.
fn unanswered(stream: &BufReader<TcpStream>) -> usize {
    let kernel = SockRef::from(stream.get_ref());
    let mut bytes = Vec::with_capacity(kernel.recv_buffer_size().unwrap_or(0));
    let unread = kernel.peek(bytes.spare_capacity_mut()).unwrap_or(0);
    stream.buffer().len() + unread
}

// ANCHOR: within
/// Leaves a timer as it is that comes early enough: it wakes the task, which
/// then sets it anew. Most calls are ready by then.
async fn within<T>(
    timer: &mut Pin<&mut Sleep>,
    limit: Duration,
    what: &str,
    call: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let mut until = None;
    let late = unconstrained(poll_fn(|cx| {
        let now = Instant::now();
        let until = *until.get_or_insert(now + limit.min(YEAR));
        if now < timer.deadline() && timer.deadline() <= until {
            return Pending;
        }
        timer.as_mut().reset(until);
        timer.as_mut().poll(cx)
    }));
    let error = || Err(io::Error::other(format!("{what} in time")));
    select! { biased; it = call => it, () = late => error() }
}
// ANCHOR_END: within

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
    Ok(async move || _ = interrupt.recv().await)
}

// ANCHOR: log
/// A writer that never waits. It counts the lines that there is no room for.
#[derive(Clone)]
struct Log(mpsc::SyncSender<Vec<u8>>, Arc<AtomicUsize>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let is_lost = self.0.try_send(line.to_vec()).is_err();
        self.1.fetch_add(is_lost.into(), Relaxed);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: log

async fn listen(limits: Limits) -> io::Result<i32> {
    let at = |error| io::Error::other(format!("{}: {error}", limits.address));
    let listener = TcpListener::bind(limits.address).await.map_err(at)?;
    SockRef::from(&listener).listen(1024)?; // places in the queue, in all
    let signal = signals()?;
    let address = listener.local_addr()?;
    thread::spawn(move || writeln!(stdout(), "listening on {address}"));
    match run(listener, limits, signal, <[u8]>::make_ascii_uppercase).await? {
        0 => return Ok(0),
        left => error!("cut off: {left}"),
    }
    Ok(3)
}

// ANCHOR: main
fn main() {
    let (queue, lines) = mpsc::sync_channel::<Vec<u8>>(1000);
    let (log, (written, end)) = (Log(queue, Arc::default()), mpsc::channel());
    let (last, lost) = (log.0.clone(), log.1.clone());
    thread::spawn(move || {
        for line in lines {
            let n = lost.swap(0, Relaxed);
            let told = format!("{n} lines of this log are lost\n");
            let told = if n > 0 { told.as_bytes() } else { b"" };
            if stderr().write_all(&[told, &line].concat()).is_err() {
                lost.fetch_add(n + 1, Relaxed);
            }
            let _ = line.is_empty().then(|| written.send(()));
        }
    });
    let lines = tracing_subscriber::fmt().with_ansi(false);
    lines.with_writer(move || log.clone()).init();
    panic::set_hook(Box::new(|panic| error!("{panic}"))); // does not block
    let status = match Limits::try_parse() {
        Ok(limits) => {
            // Dropping it would wait for an answer that blocks.
            let runtime = Runtime::new().map(mem::ManuallyDrop::new);
            let status = runtime.and_then(|it| it.block_on(listen(limits)));
            let told = |error| error!("cannot serve: {error}");
            status.map_err(told).unwrap_or(1)
        }
        Err(help) if !help.use_stderr() => help.exit(),
        Err(error) => {
            let line: String = error.to_string().lines().take(1).collect();
            let _ = last.try_send(format!("{line}\n").into());
            2
        }
    };
    let _ = last.try_send(Vec::new()); // the end
    let _ = end.recv_timeout(10 * PAUSE); // if somebody reads it
    process::exit(status);
}
// ANCHOR_END: main
// ANCHOR_END: all

//! Answers each line in capitals; told to stop, it ends the lines begun.

use std::future::Future;
use std::io::{Write, stderr};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use socket2::SockRef;
use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use tokio::io::{BufReader, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio::{select, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

// ANCHOR: limits
const SEATS: usize = 1000;
const FIRST_BYTE: Duration = Duration::from_secs(30);
const REQUEST: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(10);
const LONGEST: u64 = 64 * 1024; // bytes, without the line break
const LINGER: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);
// ANCHOR_END: limits
const PAUSE: Duration = Duration::from_millis(100);

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    let signal = signals()?;
    println!("listening on {}", listener.local_addr()?);
    let left = run(listener, signal, PATIENCE).await?;
    if left > 0 {
        log(format!("cut off: {left}"));
        process::exit(3);
    }
    Ok(())
}

#[cfg(unix)]
fn signals() -> io::Result<impl AsyncFnMut()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut int = signal(SignalKind::interrupt())?;
    let mut term = signal(SignalKind::terminate())?;
    Ok(async move || select! { _ = int.recv() => {}, _ = term.recv() => {} })
}
// ANCHOR_END: main

#[cfg(windows)]
fn signals() -> io::Result<impl AsyncFnMut()> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move || _ = interrupt.recv().await)
}

// ANCHOR: run
/// Serves until `signal` returns, and ends well, but for a second signal. Says
/// how many were cut off.
pub async fn run(
    listener: TcpListener,
    mut signal: impl AsyncFnMut(),
    patience: Duration,
) -> io::Result<usize> {
    let (end, mut tasks) = (CancellationToken::new(), JoinSet::new());
    let result = select! { // ①
        () = signal() => Ok(()),
        error = accept(&end, listener, &mut tasks) => Err(error),
    };
    end.cancel(); // ②
    let all = async { while tasks.join_next().await.is_some() {} };
    select! { // ③
        () = signal() => {}
        _ = timeout(patience, all) => {}
    }
    while tasks.try_join_next().is_some() {}
    let left = tasks.len();
    let _ = timeout(PAUSE, tasks.shutdown()).await; // ④
    result.map(|()| left)
}
// ANCHOR_END: run

// ANCHOR: accept
/// Gives seats to peers, until the listener breaks.
async fn accept(
    end: &CancellationToken,
    listener: TcpListener,
    tasks: &mut JoinSet<()>,
) -> io::Error {
    let seats = Arc::new(Semaphore::new(SEATS));
    loop {
        let seat = seats.clone().acquire_owned().await;
        let (tcp, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_peer(&error) => continue,
            Err(error) if is_of_listener(&error, &listener) => return error,
            Err(error) => {
                log(format!("cannot accept: {error}"));
                sleep(PAUSE).await;
                continue;
            }
        };
        let end = end.child_token();
        while tasks.try_join_next().is_some() {} // which have ended
        tasks.spawn(async move {
            let _seat = seat;
            if let Err(error) = serve(&end, tcp).await {
                log(format!("{peer}: {error}"));
            }
        });
    }
}
// ANCHOR_END: accept

pub fn is_of_peer(error: &io::Error) -> bool {
    use ErrorKind::*;
    let network = [HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut];
    network.contains(&error.kind()) || error.kind() == ConnectionAborted
}

pub fn is_of_listener(error: &io::Error, listener: &TcpListener) -> bool {
    error.kind() == ErrorKind::InvalidInput || listener.local_addr().is_err()
}

fn log(line: String) {
    let _ = writeln!(stderr(), "{line}");
}

// ANCHOR: serve
/// One connection, from its seat to its goodbye.
async fn serve(end: &CancellationToken, tcp: TcpStream) -> io::Result<()> {
    // Whatever ends it before the goodbye looks like a reset.
    SockRef::from(&tcp).set_linger(Some(Duration::ZERO))?;
    let (mut stream, mut owed) = (BufReader::new(tcp), None);
    let ended = loop {
        let mut line = match next_line(end, &mut stream, &mut owed).await {
            Ok(line) if !line.is_empty() => line,
            ended => break ended.map(drop),
        };
        line.make_ascii_uppercase();
        let write = stream.write_all(&line);
        within(ANSWER, "answer not taken", write).await?;
    };
    SockRef::from(stream.get_ref()).set_linger(None)?;
    let _ = stream.shutdown().await;
    let mut nowhere = io::sink();
    let leave = io::copy_buf(&mut stream, &mut nowhere);
    let _ = timeout(LINGER, leave).await;
    ended
}
// ANCHOR_END: serve

// ANCHOR: next_line
/// The next line to answer; empty if there is none. Told to end, it only reads
/// the lines that have begun by then: so many bytes are `owed` an answer.
async fn next_line(
    end: &CancellationToken,
    stream: &mut BufReader<TcpStream>,
    owed: &mut Option<usize>,
) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    // ANCHOR: begun
    if owed.is_none() {
        let begun = within(FIRST_BYTE, "no line", stream.fill_buf());
        select! {
            biased;
            () = end.cancelled() => *owed = Some(unanswered(stream)),
            begun = begun => drop(begun?),
        }
    }
    // ANCHOR_END: begun
    if *owed == Some(0) {
        return Ok(line);
    }
    let mut some = stream.take(LONGEST + 1);
    let whole = some.read_until(b'\n', &mut line);
    within(REQUEST, "no end of a line", whole).await?;
    if some.limit() == 0 && !line.ends_with(b"\n") {
        return Err(io::Error::other("line too long"));
    }
    *owed = owed.map(|owed| owed.saturating_sub(line.len()));
    Ok(line)
}
// ANCHOR_END: next_line

// ANCHOR: unanswered
/// How many bytes have come. It asks the kernel, since Tokio may not know yet.
fn unanswered(stream: &BufReader<TcpStream>) -> usize {
    let kernel = SockRef::from(stream.get_ref());
    let most = kernel.recv_buffer_size().unwrap_or(0);
    let mut bytes = Vec::with_capacity(most);
    let unread = kernel.peek(bytes.spare_capacity_mut()).unwrap_or(0);
    stream.buffer().len() + unread
}
// ANCHOR_END: unanswered

// ANCHOR: within
async fn within<T>(
    limit: Duration,
    what: &str,
    call: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let late = |_| Err(io::Error::other(format!("{what} in time")));
    timeout(limit, call).await.unwrap_or_else(late)
}
// ANCHOR_END: within

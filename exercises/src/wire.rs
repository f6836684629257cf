//! A wire that remembers what went over it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What happened, in order; it can be read while the check still runs.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Events>>);

#[derive(Default)]
struct Events {
    events: Vec<(String, usize)>,
    /// What would have to happen next, if anything is waited for.
    wait: Option<String>,
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::default();
}

/// How much of a log is shown: its beginning and its end.
const SHOWN: usize = 5;

/// Has this thread record in `log`.
pub(crate) fn record(log: Log) {
    LOG.set(log);
}

/// Records nothing of what `action` does.
pub(crate) fn unheard<T>(action: impl FnOnce() -> T) -> T {
    let log = LOG.take();
    let done = action();
    LOG.set(log);
    done
}

/// Records what happened. What happens many times in a row is one event.
pub fn say(event: impl Into<String>) {
    with(|log| {
        let event = event.into();
        log.wait = None;
        match log.events.last_mut() {
            Some((last, times)) if *last == event => *times += 1,
            _ => log.events.push((event, 1)),
        }
    });
}

/// How often something happened that begins like this.
pub fn times(event: &str) -> usize {
    with(|log| {
        let events = log.events.iter();
        let like = events.filter(|it| it.0.starts_with(event));
        like.map(|it| it.1).sum()
    })
}

/// The largest number that follows such a beginning.
pub fn largest(beginning: &str) -> usize {
    with(|log| {
        let events = log.events.iter();
        let rest = events.filter_map(|it| it.0.strip_prefix(beginning));
        let numbers = rest.filter_map(|it| it.split(' ').next()?.parse().ok());
        numbers.max().unwrap_or(0)
    })
}

pub(crate) fn wait(what: impl Into<String>) {
    with(|log| log.wait = Some(what.into()));
}

/// The advice, and before it what is waited for now.
pub(crate) fn with_wait(advice: impl Into<String>) -> String {
    if let Some(wait) = with(|log| log.wait.take()) {
        say(wait);
    }
    advice.into()
}

fn with<T>(action: impl FnOnce(&mut Events) -> T) -> T {
    LOG.with_borrow(|log| {
        let events = log.0.lock();
        action(&mut events.unwrap_or_else(PoisonError::into_inner))
    })
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if log.events.is_empty() {
            return Ok(());
        }
        writeln!(f, "What happened:")?;
        let count = log.events.len();
        for (n, (event, times)) in log.events.iter().enumerate() {
            if n == SHOWN && count > 2 * SHOWN + 1 {
                writeln!(f, "  ... {} more", count - 2 * SHOWN)?;
            }
            if count > 2 * SHOWN + 1 && (SHOWN..count - SHOWN).contains(&n) {
                continue;
            }
            match times {
                1 => writeln!(f, "  {event}")?,
                _ => writeln!(f, "  {event} ({times} times)")?,
            }
        }
        writeln!(f)
    }
}

/// Bytes as a reader can take them in.
pub fn show(bytes: &[u8]) -> String {
    let shown = |bytes: &[u8]| format!("\"{}\"", bytes.escape_ascii());
    match bytes.len() {
        0..=40 => shown(bytes),
        n => format!("{} ... ({n} bytes)", shown(&bytes[..20])),
    }
}

/// Your side of a connection: records what you read and write.
pub struct Wire<S> {
    inner: S,
    /// Whose connection it is, if there are more than one: `on A, `.
    on: &'static str,
    /// How often you were told that there is nothing more, or no room.
    ends: usize,
}

/// Who reads on after so many ends will read for ever.
const ENDS: usize = 1000;

impl<S> Wire<S> {
    pub fn new(inner: S) -> Wire<S> {
        Wire::on("", inner)
    }

    pub fn on(on: &'static str, inner: S) -> Wire<S> {
        Wire { inner, on, ends: 0 }
    }

    pub fn inner(&self) -> &S {
        &self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let (on, room, before) = (self.on, buf.remaining(), buf.filled().len());
        if self.ends == ENDS {
            wait(format!("{on}you go on reading, for ever"));
            return Poll::Pending;
        }
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf);
        let Poll::Ready(result) = poll else {
            wait(format!("{on}you wait for bytes to read"));
            return Poll::Pending;
        };
        let new = &buf.filled()[before..];
        match &result {
            Err(error) => {
                self.ends += 1;
                say(format!("{on}your read failed: {error}"));
            }
            Ok(()) if !new.is_empty() => {
                let n = new.len();
                say(format!(
                    "{on}you asked for at most {room} {}, and read {n}: {}",
                    if room == 1 { "byte" } else { "bytes" },
                    show(new)
                ));
            }
            Ok(()) => {
                self.ends += 1;
                say(match room {
                    0 => format!("{on}you read into no room at all: 0 bytes"),
                    _ => format!("{on}you read 0 bytes: the end of the stream"),
                });
            }
        }
        Poll::Ready(result)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let on = self.on;
        if self.ends == ENDS {
            wait(format!("{on}you go on writing, for ever"));
            return Poll::Pending;
        }
        let poll = Pin::new(&mut self.inner).poll_write(cx, buf);
        let Poll::Ready(result) = poll else {
            wait(format!("{on}you wait for room to write"));
            return Poll::Pending;
        };
        if !buf.is_empty() && matches!(result, Ok(0)) {
            self.ends += 1;
        }
        match &result {
            Err(error) => say(format!("{on}your write failed: {error}")),
            Ok(n) if *n == buf.len() => {
                say(format!("{on}you wrote {}", show(buf)));
            }
            Ok(n) => say(format!(
                "{on}you gave {} bytes to write, and {n} were taken: {}",
                buf.len(),
                show(&buf[..*n])
            )),
        }
        Poll::Ready(result)
    }

    // As a socket does: one write, of however many pieces.
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context,
        bufs: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let all: Vec<u8> = bufs.iter().flat_map(|it| it.to_vec()).collect();
        self.poll_write(cx, &all)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
    ) -> Poll<io::Result<()>> {
        let poll = ready!(Pin::new(&mut self.inner).poll_flush(cx));
        say(format!("{}you flushed", self.on));
        Poll::Ready(poll)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
    ) -> Poll<io::Result<()>> {
        let poll = ready!(Pin::new(&mut self.inner).poll_shutdown(cx));
        say(format!("{}you shut down your writing half", self.on));
        Poll::Ready(poll)
    }
}

/// A reader that has these chunks, one for each read, and then the end.
pub fn chunks(chunks: &[&'static str]) -> Chunks {
    Chunks {
        chunks: chunks.iter().map(|it| it.as_bytes()).collect(),
        then: Then::End,
    }
}

pub struct Chunks {
    chunks: VecDeque<&'static [u8]>,
    then: Then,
}

enum Then {
    End,
    Error(io::ErrorKind),
    Silence,
}

impl Chunks {
    /// After the chunks comes an error, not the end.
    pub fn then_error(mut self, kind: io::ErrorKind) -> Chunks {
        self.then = Then::Error(kind);
        self
    }

    /// How many bytes nobody has read.
    pub fn left(&self) -> usize {
        self.chunks.iter().map(|it| it.len()).sum()
    }

    /// After the chunks comes nothing any more.
    pub fn then_silence(mut self) -> Chunks {
        self.then = Then::Silence;
        self
    }
}

impl AsyncRead for Chunks {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let Some(chunk) = self.chunks.front_mut() else {
            return match self.then {
                Then::End => Poll::Ready(Ok(())),
                Then::Error(kind) => Poll::Ready(Err(kind.into())),
                Then::Silence => Poll::Pending,
            };
        };
        let n = chunk.len().min(buf.remaining());
        buf.put_slice(&chunk[..n]);
        *chunk = &chunk[n..];
        if chunk.is_empty() {
            self.chunks.pop_front();
        }
        Poll::Ready(Ok(()))
    }
}

impl Chunks {
    /// The first chunk comes in two pieces.
    pub fn cut_at(mut self, at: usize) -> Chunks {
        if let Some(first) = self.chunks.pop_front() {
            self.chunks.push_front(&first[at..]);
            self.chunks.push_front(&first[..at]);
        }
        self
    }
}

/// A writer that takes so many bytes a time, and keeps them.
pub struct Narrow {
    pub taken: Vec<u8>,
    width: usize,
    room: usize,
}

impl Narrow {
    pub fn new(width: usize) -> Narrow {
        Narrow {
            taken: Vec::new(),
            width,
            room: usize::MAX,
        }
    }

    /// Takes so many bytes in all.
    pub fn with_room(mut self, room: usize) -> Narrow {
        self.room = room;
        self
    }
}

impl AsyncWrite for Narrow {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let n = buf.len().min(self.width).min(self.room);
        self.room -= n;
        self.taken.extend(&buf[..n]);
        Poll::Ready(Ok(n))
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// A peer that says its part, and takes in yours.
pub struct Talk {
    says: Chunks,
    hears: Narrow,
}

impl Talk {
    pub fn new(says: Chunks, hears: Narrow) -> Talk {
        Talk { says, hears }
    }

    pub fn taken(&self) -> &[u8] {
        &self.hears.taken
    }
}

impl AsyncRead for Talk {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.says).poll_read(cx, buf)
    }
}

impl AsyncWrite for Talk {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.hears).poll_write(cx, buf)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.hears).poll_flush(cx)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.hears).poll_shutdown(cx)
    }
}

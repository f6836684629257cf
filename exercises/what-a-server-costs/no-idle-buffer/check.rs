//! What a function holds while it waits, and how many reads it takes.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};

use allocation_counter::measure;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::wire::{say, show, times, unheard, wait, with_wait};
use crate::{Verdict, judge, must};

/// Has two methods of a `TcpStream`, and both traits, and does what it does.
pub struct Socket(Rc<Connection>);

struct Connection {
    is_noted: Cell<bool>,
    waits_in_readable: Cell<bool>,
    has_called_readable: Cell<bool>,
    /// Whether what the peer does would have woken somebody.
    is_waited_for: Cell<bool>,
    unread: RefCell<Vec<u8>>,
    has_ended: Cell<bool>,
    is_reset: Cell<bool>,
    /// Whether the peer takes no more.
    has_left: Cell<bool>,
    /// Attempts in a row that brought nothing.
    in_vain: Cell<usize>,
    /// What the peer was sent.
    taken: RefCell<Vec<u8>>,
}

/// Polls in a turn: some, for whoever gives way to others after each read.
const POLLS: usize = 20;

/// Who tries so often in vain will do so for ever, at each poll or in one.
const IN_VAIN: usize = 8;

/// More than a log takes, and no more than a buffer that needs 16 reads.
const BUFFER: i64 = 4096;

/// What one write takes at most.
const ROOM: usize = 10_000;

impl Socket {
    /// Waits until there may be something to read.
    pub async fn readable(&self) -> io::Result<()> {
        poll_fn(|_| {
            self.0.waits_in_readable.set(true);
            self.0.has_called_readable.set(true);
            self.0.poll_note()
        })
        .await;
        Ok(())
    }

    /// Reads what there is, or fails with `WouldBlock`.
    pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(buffer)
    }
}

impl Connection {
    fn new() -> Self {
        Connection {
            is_noted: Cell::new(true),
            waits_in_readable: Cell::new(false),
            has_called_readable: Cell::new(false),
            is_waited_for: Cell::new(false),
            unread: RefCell::new(Vec::with_capacity(100_000)),
            has_ended: Cell::new(false),
            is_reset: Cell::new(false),
            has_left: Cell::new(false),
            in_vain: Cell::new(0),
            taken: RefCell::new(Vec::with_capacity(200_000)),
        }
    }

    fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_reset.take() {
            self.has_ended.set(true);
            say("you tried to read: ConnectionReset");
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let mut unread = self.unread.borrow_mut();
        let room = buffer.len();
        let n = room.min(unread.len());
        if n == 0 && room > 0 && !self.has_ended.get() {
            self.is_noted.set(false);
            say("you tried to read: WouldBlock");
            self.in_vain.set(self.in_vain.get() + 1);
            if self.in_vain.get() >= IN_VAIN {
                return Err(io::Error::other("tried in vain"));
            }
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.in_vain.set(0);
        say(format!("you read into room for {room} bytes, and got {n}"));
        buffer[..n].copy_from_slice(&unread[..n]);
        unread.drain(..n);
        Ok(n)
    }

    fn poll_note(&self) -> Poll<()> {
        if self.is_noted.get() {
            return Poll::Ready(());
        }
        self.is_waited_for.set(true);
        wait("you wait for your peer");
        Poll::Pending
    }

    fn arrives(&self, bytes: &[u8]) {
        self.unread.borrow_mut().extend(bytes);
        self.is_noted.set(true);
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            self.0.waits_in_readable.set(false);
            ready!(self.0.poll_note());
            match self.0.try_read(buffer.initialize_unfilled()) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => {
                    return Poll::Ready(result.map(|n| buffer.advance(n)));
                }
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.0.has_left.get() {
            say("you tried to write: BrokenPipe");
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let bytes = &bytes[..bytes.len().min(ROOM)];
        say(format!("you wrote {}", show(bytes)));
        self.0.taken.borrow_mut().extend(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

pub fn check<F>(echo: F) -> Verdict
where
    F: AsyncFn(&mut Socket) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(echo))
}

async fn checked(echo: impl AsyncFn(&mut Socket) -> io::Result<()>) -> Verdict {
    let connection = Rc::new(Connection::new());
    let mut socket = Socket(connection.clone());
    let future = echo(&mut socket);
    must(
        size_of_val(&future) < BUFFER as usize,
        "The future of your function has the buffer in it. What was borrowed, \
         and is in scope at an `.await`, lives in the future, as long as that \
         lives. Put the buffer on the heap, and drop it before you wait for \
         the peer.",
    )?;
    let mut future = pin!(future);
    let mut held = 0;
    let mut turn = || {
        let mut output = None;
        let cost = measure(|| {
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..POLLS {
                let poll = future.as_mut().poll(&mut context);
                if let Poll::Ready(result) = poll {
                    output = Some(result);
                    break;
                }
            }
        });
        held += cost.bytes_current;
        (output, held)
    };

    say("a peer connects, and is silent");
    let (output, held) = turn();
    must(
        times("you tried to read: WouldBlock") < IN_VAIN,
        "Nothing had come, and you tried again and again. After `WouldBlock`, \
         `readable` waits until there may be something.",
    )?;
    must(
        output.is_none(),
        "Your function returned, and the peer is still there. `readable` may \
         return where nothing has come: that is false readiness, and \
         `WouldBlock` is no failure. Wait once more, and try again.",
    )?;
    must(
        connection.is_waited_for.get(),
        "Nothing had come, and you wait for something else than your peer. \
         What it sends does not wake you. After `WouldBlock`, wait in \
         `readable`.",
    )?;
    let is_holding = |held: i64, limit: i64| {
        // A buffer that all connections of a thread share is there by now.
        if held < limit || held_by_another(&echo) < BUFFER {
            return Ok(());
        }
        let advice = if connection.waits_in_readable.get() {
            "You wait in `readable`, which needs no buffer, and have one all \
             the same. Allocate it when `readable` has returned, and let its \
             scope close before you wait again."
        } else if connection.has_called_readable.get() {
            "`readable` may return where nothing has come. Then `read` waits, \
             and you have lent it your buffer. `try_read` does not wait."
        } else {
            "Whoever waits in `read` has lent it a buffer, so the buffer has \
             to be there. Wait in `readable`, which needs none."
        };
        let advice = format!(
            "The peer is silent, and you hold {} KiB for it. {advice}",
            held / 1024
        );
        must(false, with_wait(advice))
    };
    is_holding(held, BUFFER)?;

    say("it sends 5 bytes");
    connection.arrives(b"hello");
    let (_, held) = turn();
    must(
        *connection.taken.borrow() == b"hello",
        with_wait("The peer sent 5 bytes, and they did not come back."),
    )?;
    is_holding(held, BUFFER)?;

    say("it sends 64 KiB");
    connection.arrives(&[b'x'; 64 * 1024]);
    let before = times("you read into");
    let (_, held) = turn();
    let got = connection.taken.borrow().len() - 5;
    must(
        got == 64 * 1024,
        format!("The peer sent 65536 bytes, and got {got} back."),
    )?;
    let reads = times("you read into") - before;
    must(
        reads <= 16,
        format!(
            "It took {reads} reads to echo 64 KiB. A buffer that is there for \
             so short a time may be as large as it was."
        ),
    )?;
    is_holding(held, 2 * BUFFER)?; // the log has grown

    say("its stream ends");
    connection.has_ended.set(true);
    connection.is_noted.set(true);
    let (output, _) = turn();
    let result = output.ok_or_else(|| {
        with_wait("The peer has ended, and your function does not return.")
    })?;
    result.map_err(|error| format!("Your function failed: {error}."))?;

    say("another peer connects, and resets the connection");
    let connection = Connection::new();
    connection.is_reset.set(true);
    must(
        fails(&echo, connection),
        "The connection is broken, and your function does not return the \
         error. Of all errors, only `WouldBlock` is no failure.",
    )?;

    say("another peer sends 5 bytes, and leaves");
    let connection = Connection::new();
    connection.arrives(b"hello");
    connection.has_left.set(true);
    must(
        fails(&echo, connection),
        "Nobody takes what you write, and your function does not return the \
         error. It would go on for a peer that has left.",
    )
}

fn fails(
    echo: &impl AsyncFn(&mut Socket) -> io::Result<()>,
    connection: Connection,
) -> bool {
    let mut socket = Socket(Rc::new(connection));
    let mut future = pin!(echo(&mut socket));
    let mut context = Context::from_waker(Waker::noop());
    let mut polls = (0..POLLS).map(|_| future.as_mut().poll(&mut context));
    matches!(polls.find(Poll::is_ready), Some(Poll::Ready(Err(_))))
}

/// What one more connection holds, whose peer has been as talkative.
fn held_by_another(echo: &impl AsyncFn(&mut Socket) -> io::Result<()>) -> i64 {
    let connection = Rc::new(Connection::new());
    let mut socket = Socket(connection.clone());
    let mut future = pin!(echo(&mut socket));
    let mut turn = || {
        let mut context = Context::from_waker(Waker::noop());
        let _ = future.as_mut().poll(&mut context);
    };
    let cost = unheard(|| {
        measure(|| {
            turn();
            connection.arrives(&[b'x'; 64 * 1024]);
            turn();
        })
    });
    cost.bytes_current
}

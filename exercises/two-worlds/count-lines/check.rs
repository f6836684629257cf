//! A client whose head comes in pieces, and who says no more after it.

use std::future::{pending, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio::sync::Notify;

use crate::wire::{say, show};
use crate::{Verdict, ends_soon, judge_sockets, message, must};

/// How long a poll of the answer may block the thread that the client needs.
const LIMIT: Duration = Duration::from_millis(500);

/// What the runtime's thread knows of the stream, and the stream of it.
struct Shared {
    thread: ThreadId,
    /// Whether that thread polls the answer now.
    polls: Mutex<bool>,
    polled: Condvar,
    /// Tells the client that it was read.
    read: Notify,
}

impl Shared {
    fn set_polls(&self, polls: bool) {
        *self.polls.lock().unwrap() = polls;
        self.polled.notify_all();
    }

    /// Whether another thread waits for bytes, and the runtime's thread for
    /// that.
    fn is_stuck(&self) -> bool {
        if thread::current().id() == self.thread {
            return false;
        }
        let polls = self.polls.lock().unwrap();
        let polls = self.polled.wait_timeout_while(polls, LIMIT, |it| *it);
        polls.unwrap().1.timed_out()
    }
}

/// The server's side of the connection.
pub struct Stream {
    inner: DuplexStream,
    shared: Arc<Shared>,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.inner).poll_read(cx, buf);
        if poll.is_pending() && self.shared.is_stuck() {
            return Poll::Ready(Err(io::Error::other(STUCK)));
        }
        if poll.is_ready() {
            self.shared.read.notify_one();
        }
        poll
    }
}

const STUCK: &str = "nobody polls the client";

pub fn check<F>(count: F) -> Verdict
where
    F: AsyncFn(Stream) -> io::Result<usize> + Send + 'static,
{
    // A paused clock would run while the parser is on a thread of its own.
    judge_sockets(|| checked(count))
}

async fn checked(count: impl AsyncFn(Stream) -> io::Result<usize>) -> Verdict {
    let head = b"GET / HTTP/1.1\nHost: a\n\n";
    visit(&count, &[head], Some(2)).await?;
    visit(&count, &[b"one line\n\n"], Some(1)).await?;
    for cut in [1, 15, 23] {
        let (start, rest) = head.split_at(cut);
        visit(&count, &[start, rest], Some(2)).await?;
    }
    let large = [&b"a line of this size\n".repeat(1000)[..], b"\n"].concat();
    visit(&count, &[&large], Some(1000)).await?;
    visit(&count, &[b"GET / HTTP/1.1\nHost"], None).await
}

/// One client, who sends these `pieces` and stays silent; without an `expected`
/// number it leaves in the middle of its head.
async fn visit(
    count: &impl AsyncFn(Stream) -> io::Result<usize>,
    pieces: &[&[u8]],
    expected: Option<usize>,
) -> Verdict {
    let (mut client, inner) = duplex(64);
    let shared = Arc::new(Shared {
        thread: thread::current().id(),
        polls: Mutex::new(false),
        polled: Condvar::new(),
        read: Notify::new(),
    });
    let stream = Stream {
        inner,
        shared: shared.clone(),
    };
    let shared = &*shared;
    let client = async move {
        for piece in pieces {
            say(format!("the client sends {}", show(piece)));
            let _ = client.write_all(piece).await;
            shared.read.notified().await;
        }
        let _stays = expected.map(|_| client); // or leaves
        pending::<()>().await
    };
    let mut counting = pin!(count(stream));
    let counting = poll_fn(|cx| {
        let poll = || counting.as_mut().poll(cx);
        shared.set_polls(true);
        let poll = catch_unwind(AssertUnwindSafe(poll));
        shared.set_polls(false);
        match poll {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panicked(message(&*panic)))),
        }
    });
    let advice = "The head is over at its empty line. The client says no more, \
                  and your function waits for more.";
    let counted = tokio::select! {
        biased;
        _ = client => return Err("The client has finished.".into()),
        counted = ends_soon(counting, advice) => counted??,
    };
    say(format!("your function returned {counted:?}"));
    if matches!(&counted, Err(error) if error.to_string() == STUCK) {
        return Err(
            "A thread waits for the client's next bytes, and the thread \
                    of the runtime waits for that one. The client is a task, \
                    and nobody polls it. Do not block the runtime's thread: \
                    await the result of the other."
                .into(),
        );
    }
    match (expected, counted) {
        (Some(expected), counted) => must(
            counted.as_ref().ok() == Some(&expected),
            format!(
                "The head has {expected} lines before its empty one. It may \
                 come in pieces, and be larger than any buffer of yours."
            ),
        ),
        (None, counted) => must(
            counted.is_err(),
            "The client has left before the empty line. The parser returns an \
             error then, and so should your function.",
        ),
    }
}

/// What to say of a panic.
fn panicked(message: &str) -> String {
    if message.starts_with("Cannot start a runtime") {
        "Your code panicked: \"Cannot start a runtime from within a runtime\". \
         A read from a `SyncIoBridge` blocks its thread until bytes come. \
         Yours is a thread of the runtime, which has tasks to poll, so the \
         bridge panics. It does that even if the bytes are there. Let the \
         parser run on a thread that may block, and await what it returns."
            .into()
    } else if message.starts_with("can call blocking only") {
        format!(
            "Your code panicked: \"{message}\". This runtime has one thread, \
             and who blocks that has nobody to poll the client's task."
        )
    } else {
        format!("Your code panicked: {message}")
    }
}

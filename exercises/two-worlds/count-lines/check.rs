//! A client whose head comes in pieces, and who says no more after it.

use std::future::{pending, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio::sync::Notify;

use crate::wire::{say, show};
use crate::{Verdict, ends, judge_within, message, must};

/// A thread that is blocked stays so, and is found by waiting.
const LIMIT: Duration = Duration::from_millis(500);

/// The server's side of the connection. Tells the client when it is read.
pub struct Stream {
    inner: DuplexStream,
    read: Arc<Notify>,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let result = ready!(Pin::new(&mut self.inner).poll_read(cx, buf));
        self.read.notify_one();
        Poll::Ready(result)
    }
}

pub fn check<F>(count: F) -> Verdict
where
    F: AsyncFn(Stream) -> io::Result<usize> + Send + 'static,
{
    judge_within(LIMIT, true, || checked(count))
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
    let read = Arc::new(Notify::new());
    let stream = Stream {
        inner,
        read: read.clone(),
    };
    let client = async move {
        for piece in pieces {
            say(format!("the client sends {}", show(piece)));
            let _ = client.write_all(piece).await;
            read.notified().await;
        }
        let _stays = expected.map(|_| client); // or leaves
        pending::<()>().await
    };
    let mut counting = pin!(count(stream));
    let counting = poll_fn(|cx| {
        let poll = || counting.as_mut().poll(cx);
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panicked(message(&*panic)))),
        }
    });
    let advice = "The head is over at its empty line. The client says no more, \
                  and your function waits for more.";
    let counted = tokio::select! {
        biased;
        _ = client => return Err("The client has finished.".into()),
        counted = ends(counting, advice) => counted??,
    };
    say(format!("your function returned {counted:?}"));
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

//! How many lines are counted in one turn, and in how many turns.

use std::cell::Cell;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};
use tokio::time::Instant;

use crate::wire::say;
use crate::{Verdict, ends, judge, must};

const LINES: usize = 10_000;

thread_local! {
    /// How many lines have been taken from the log.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

pub fn check<F>(count_errors: F) -> Verdict
where
    F: AsyncFn(Memory) -> io::Result<usize> + Send + 'static,
{
    judge(|| checked(count_errors))
}

async fn checked(
    count_errors: impl AsyncFn(Memory) -> io::Result<usize>,
) -> Verdict {
    say(format!("a log of {LINES} lines, all of them in memory:"));
    // The errors come last: who counts them instead of lines gives way late.
    let lines = (0..LINES).map(|n| match n < LINES - LINES / 8 {
        true => "info: a guest, seated\n",
        false => "error: out of seats\n",
    });
    let log = Memory::new(lines.collect(), false);
    let start = Instant::now();
    let mut turns = Vec::new();
    let result = in_turns(count_errors(log), &mut turns);
    let result = ends(result, "Your function does not return.").await?;
    must(
        matches!(result, Ok(n) if n == LINES / 8),
        format!(
            "Of the lines, {} begin with \"error\", and you returned \
             {result:?}.",
            LINES / 8
        ),
    )?;
    must(
        start.elapsed().is_zero(),
        format!(
            "It took {:?} on the clock, where nobody had to be waited for. \
             Who sleeps gives way, and then stays away, even if no other task \
             has anything to do.",
            start.elapsed()
        ),
    )?;
    let longest = turns.iter().max().copied().unwrap_or(0);
    let advice = match turns.len() {
        1 => {
            "To await a line that is in memory sends nobody back, and takes \
             nothing from the budget. Which function does?"
        }
        _ => {
            "You do give way, but not while you took these lines. Count each \
             line as you read it."
        }
    };
    must(
        longest <= 1000,
        format!(
            "You took {longest} lines in one turn, and 1000 is the limit. \
             Every other task of the thread waited for that. {advice}"
        ),
    )?;
    let times = turns.len() - 1;
    must(
        times <= LINES / 20,
        format!(
            "You gave way {times} times, and {} would be enough. Each time \
             the scheduler stores your task, looks for others, and fetches \
             it again, for a few lines of work. Give way once for many lines.",
            LINES / 128
        ),
    )?;

    say("another log cannot be read to its end:");
    let broken = Memory::new("error: 1\nerror: 2\n".into(), true);
    let mut turns = Vec::new();
    let result = in_turns(count_errors(broken), &mut turns);
    must(
        ends(result, "It does not return.").await?.is_err(),
        "A read failed, and you returned `Ok`, with the lines before the \
         error. Return the error.",
    )
}

/// Awaits `answer`, and notes how many lines it takes in each of its turns.
async fn in_turns<F: Future>(answer: F, turns: &mut Vec<usize>) -> F::Output {
    let mut answer = pin!(answer);
    poll_fn(|cx| {
        TAKEN.set(0);
        let poll = answer.as_mut().poll(cx);
        say(match TAKEN.get() {
            1 => "you took 1 line in a turn".into(),
            n => format!("you took {n} lines in a turn"),
        });
        turns.push(TAKEN.get());
        poll
    })
    .await
}

/// A log in memory: no read of it waits.
pub struct Memory {
    text: String,
    at: usize,
    /// Whether an error stands in place of the end.
    is_broken: bool,
}

impl Memory {
    fn new(text: String, is_broken: bool) -> Memory {
        let at = 0;
        Memory {
            text,
            at,
            is_broken,
        }
    }
}

impl AsyncBufRead for Memory {
    fn poll_fill_buf(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let rest = &this.text.as_bytes()[this.at..];
        if rest.is_empty() && this.is_broken {
            return Poll::Ready(Err(io::ErrorKind::Other.into()));
        }
        Poll::Ready(Ok(&rest[..rest.len().min(1024)]))
    }

    fn consume(self: Pin<&mut Self>, n: usize) {
        let this = self.get_mut();
        let taken = &this.text.as_bytes()[this.at..this.at + n];
        let lines = taken.iter().filter(|byte| **byte == b'\n').count();
        TAKEN.set(TAKEN.get() + lines);
        this.at += n;
    }
}

impl AsyncRead for Memory {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let bytes = ready!(self.as_mut().poll_fill_buf(cx))?;
        let n = bytes.len().min(buf.remaining());
        buf.put_slice(&bytes[..n]);
        self.consume(n);
        Poll::Ready(Ok(()))
    }
}

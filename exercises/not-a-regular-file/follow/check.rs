//! A log that somebody writes, in pieces, and cuts.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::{Instant, timeout};

use crate::wire::{say, show};
use crate::{Verdict, judge, must};

/// What the log holds from which second on.
const CONTENTS: [(u64, &[u8]); 7] = [
    (0, b"one\ntw"),
    (3, b"one\ntwo \ncaf\xc3"), // half of a character
    (6, b"one\ntwo \ncaf\xc3\xa9\nthr"),
    (10, b""),
    (11, b"four\n"),
    (20, b"four\nfive\n"),
    (30, b"four\nfive\nsix\n"), // when nobody receives any longer
];

/// The lines that are received.
const LINES: [&str; 5] = ["one", "two ", "caf\u{e9}", "four", "five"];

/// Who reads so often at the end, in one moment, will do so for ever.
const IN_VAIN: usize = 1000;

/// A file that is read like a `File`; another program writes to it.
pub struct Log {
    start: Instant,
    position: usize,
    /// When nothing was there, and how often in that moment.
    in_vain: (Instant, usize),
}

impl Log {
    fn new() -> Log {
        let start = Instant::now();
        Log {
            start,
            position: 0,
            in_vain: (start, 0),
        }
    }

    fn contents(&self) -> &'static [u8] {
        let seconds = self.start.elapsed().as_secs();
        let mut contents = CONTENTS.iter().rev();
        contents.find(|it| it.0 <= seconds).map_or(b"", |it| it.1)
    }

    /// How many bytes the file has now, like `metadata` of a `File`.
    pub async fn len(&self) -> io::Result<u64> {
        let len = self.contents().len();
        say(format!("the file has {len} bytes"));
        Ok(len as u64)
    }

    /// Goes back to the first byte, like `rewind` of a `File`.
    pub async fn rewind(&mut self) -> io::Result<()> {
        say("you went back to the first byte");
        self.position = 0;
        Ok(())
    }
}

impl AsyncRead for Log {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        if self.in_vain.1 > IN_VAIN {
            return Poll::Pending;
        }
        let contents = self.contents();
        let rest = contents.get(self.position..).unwrap_or_default();
        let piece = &rest[..rest.len().min(buffer.remaining())];
        if piece.is_empty() {
            let now = Instant::now();
            let times = match self.in_vain {
                (then, times) if then == now => times + 1,
                _ => 1,
            };
            self.in_vain = (now, times);
            say("you read: 0 bytes");
            return Poll::Ready(Ok(()));
        }
        say(format!("you read: {}", show(piece)));
        self.position += piece.len();
        buffer.put_slice(piece);
        Poll::Ready(Ok(()))
    }
}

pub fn check<F>(follow: F) -> Verdict
where
    F: AsyncFn(&mut Log, &Sender<String>) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(follow))
}

async fn checked(
    follow: impl AsyncFn(&mut Log, &Sender<String>) -> io::Result<()>,
) -> Verdict {
    let (sender, mut receiver) = channel::<String>(1);
    let mut log = Log::new();
    let mut got: Vec<String> = Vec::new();
    let receiving = async {
        while got.len() < LINES.len() {
            let Some(line) = receiver.recv().await else {
                break;
            };
            say(format!("you sent: {}", show(line.as_bytes())));
            got.push(line);
        }
        drop(receiver);
        std::future::pending().await
    };
    let minute = Duration::from_secs(60);
    let both = async {
        tokio::select! {
            biased; // the advice is the same each time
            result = follow(&mut log, &sender) => Some(result),
            none = receiving => none,
        }
    };
    let result = timeout(minute, both).await;

    must(
        log.in_vain.1 <= IN_VAIN,
        "At its end, you read the file again at once, and again: that keeps a \
         core busy until somebody writes. No readiness tells of a file, so \
         wait a second before you look again.",
    )?;
    must(
        got.get(1).is_none_or(|line| line != "tw"),
        "You sent \"tw\", which is half of a line: the file ended there while \
         its writer was at it. A line is whole when its line break has come. \
         Keep the half, and read the rest behind it.",
    )?;
    let has_returned = matches!(result, Ok(Some(Ok(()))));
    match result {
        Ok(Some(Err(error))) if error.kind() == ErrorKind::InvalidData => {
            return Err(format!(
                "Your function failed: {error}. The file ended within a \
                 character, since its writer was at it, and what was read of \
                 it is lost. Read bytes up to the line break, and make text of \
                 a whole line."
            ));
        }
        Ok(Some(Err(error))) => {
            return Err(format!("Your function failed: {error}."));
        }
        _ => {}
    }
    must(
        !has_returned || got.len() == LINES.len(),
        "Your function returned at the end of the file. A log has an end only \
         for now: wait a second, and read on.",
    )?;
    must(
        got != LINES[..3],
        "The file was cut, and begun anew. Your position is beyond its end, so \
         each read returns 0 until the file has grown past it. Compare its \
         length with your position, and go back to the first byte.",
    )?;
    must(
        got.iter().all(|line| line != "thrfour"),
        "You sent \"thrfour\": half of a line, which was cut off with the rest \
         of the file, and a line of what was begun anew. What you kept is void \
         when you go back to the first byte.",
    )?;
    must(
        got == LINES,
        format!("Of the lines {LINES:?}, in this order, you sent {got:?}."),
    )?;
    must(
        has_returned,
        "Nobody receives any longer, and your function still follows the log. \
         A `send` fails then.",
    )
}

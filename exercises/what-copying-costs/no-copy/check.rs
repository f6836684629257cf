//! How many calls a head and a body take, and whose memory they come from.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

use crate::wire::{say, times};
use crate::{Verdict, ends, judge, must};

static HEAD: &[u8] = b"length: 10000\n";
const LENGTH: usize = 10_000;

pub fn check<F>(send: F) -> Verdict
where
    F: AsyncFn(&mut Gather, &[u8], &[u8]) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(send))
}

async fn checked(
    send: impl AsyncFn(&mut Gather, &[u8], &[u8]) -> io::Result<()>,
) -> Verdict {
    // No two pieces of it are alike.
    let numbers = (0..LENGTH as u16 / 2).flat_map(u16::to_be_bytes);
    let body: Vec<u8> = numbers.collect();
    let whole = [HEAD, &body].concat();
    let mut writer = Gather::new(usize::MAX, &body);
    let result = send(&mut writer, HEAD, &body);
    let result = ends(result, "Your function does not return.").await?;
    must(
        result.is_ok() && writer.taken == whole,
        format!(
            "Head and body are {} bytes, and other bytes came, or not as \
             many: {}. If you have taken a buffer, flush it before it is \
             dropped.",
            whole.len(),
            writer.taken.len()
        ),
    )?;
    let calls = times("you wrote");
    let is_buffered = writer.flushed && writer.from_head == 0;
    must(
        calls == 1 || !is_buffered || writer.from_body < body.len(),
        format!(
            "A `BufWriter`, and still {calls} calls. It keeps the head, finds \
             no room for the body beside it, and hands on the head alone. Do \
             without a buffer: a vectored write takes both pieces where they \
             are."
        ),
    )?;
    must(
        calls == 1,
        format!(
            "{calls} calls for one message. A vectored write takes several \
             pieces in one."
        ),
    )?;
    must(
        writer.from_body == body.len(),
        "One call, but its bytes are a copy: the body was moved to other \
         memory first. Hand over the two pieces where they are. A vectored \
         write takes them.",
    )?;

    must(
        times("you shut down") == 0,
        "You have shut the writer down, so no second message can follow.",
    )?;

    // The second of them takes a part of the head.
    for width in [4000, 10] {
        say(format!("another writer takes {width} bytes at a time:"));
        let mut writer = Gather::new(width, &body);
        let result = send(&mut writer, HEAD, &body);
        let result = ends(result, "Your function does not return.").await?;
        must(
            result.is_ok(),
            "You returned an error, although the writer takes the rest, if \
             you go on with it.",
        )?;
        must(
            writer.taken.len() >= whole.len(),
            format!(
                "It has taken {} of {} bytes, and you returned `Ok`. A \
                 vectored write may be taken in part, like any other. Go on \
                 with the rest until nothing is left.",
                writer.taken.len(),
                whole.len()
            ),
        )?;
        must(
            writer.taken == whole,
            "All bytes were counted, but they are not the message: after a \
             part was taken, you did not go on with the next byte. Move the \
             start behind what was taken, as `IoSlice::advance_slices` does, \
             or `write_all_buf`.",
        )?;
        must(
            writer.from_body == body.len(),
            format!(
                "After the first call, {} bytes of the body came from \
                 elsewhere: you copied the rest. Go on with the rest where it \
                 is.",
                body.len() - writer.from_body
            ),
        )?;
    }

    say("a last writer has room for 5000 bytes, and then takes 0:");
    let mut writer = Gather::new(5000, &body);
    writer.fills = true;
    let result = send(&mut writer, HEAD, &body);
    let result = ends(
        result,
        "A writer that takes 0 bytes has no room left, and you call it for \
         ever. Return the error `WriteZero`, as `write_all` and \
         `write_all_buf` do.",
    )
    .await?;
    must(
        result.is_err(),
        "It took 5000 bytes and then none, and you returned `Ok`. Return an \
         error: `write_all` and `write_all_buf` return `WriteZero`.",
    )
}

/// Who has called a full writer so often will call it for ever.
const REFUSALS: usize = 1000;

/// A writer that takes several pieces in one call, and knows the body.
pub struct Gather {
    taken: Vec<u8>,
    /// How many bytes one call takes, or all calls together, if it fills.
    width: usize,
    fills: bool,
    refusals: usize,
    body: std::ops::Range<usize>,
    /// How many bytes came from where the head is, and the body.
    from_head: usize,
    from_body: usize,
    flushed: bool,
}

impl Gather {
    fn new(width: usize, body: &[u8]) -> Gather {
        let start = body.as_ptr().addr();
        Gather {
            taken: Vec::new(),
            width,
            fills: false,
            refusals: 0,
            body: start..start + body.len(),
            from_head: 0,
            from_body: 0,
            flushed: false,
        }
    }
}

impl AsyncWrite for Gather {
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        pieces: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let room = match self.fills {
            true => self.width - self.taken.len(),
            false => self.width,
        };
        if room == 0 {
            self.refusals += 1;
            if self.refusals > REFUSALS {
                return Poll::Pending;
            }
            say("you called it, and it took 0 bytes");
            return Poll::Ready(Ok(0));
        }
        let mut left = room;
        let mut lengths = Vec::new();
        for piece in pieces {
            let piece = &piece[..piece.len().min(left)];
            left -= piece.len();
            if HEAD.as_ptr_range().contains(&piece.as_ptr()) {
                self.from_head += piece.len();
            }
            if self.body.contains(&piece.as_ptr().addr()) {
                self.from_body += piece.len();
            }
            self.taken.extend(piece);
            if !piece.is_empty() {
                lengths.push(piece.len().to_string());
            }
        }
        say(format!("you wrote {} bytes", lengths.join(" + ")));
        Poll::Ready(Ok(room - left))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        say("you flushed");
        self.flushed = true;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        say("you shut down your writing half");
        Poll::Ready(Ok(()))
    }
}

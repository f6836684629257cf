//! How many calls a head and a body take, and whose memory they come from.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

use crate::wire::{say, times};
use crate::{Verdict, ends, judge, must};

const HEAD: &[u8] = b"length: 10000\n";
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
    must(
        calls == 1 || !writer.flushed,
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
        "One call, but its bytes are a copy: you have allocated memory for \
         the body once more, and moved it there. Hand over the two pieces \
         where they are. A vectored write takes them.",
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
    }
    Ok(())
}

/// A writer that takes several pieces in one call, and knows the body.
pub struct Gather {
    taken: Vec<u8>,
    width: usize,
    body: std::ops::Range<usize>,
    /// How many bytes came from where the body is.
    from_body: usize,
    flushed: bool,
}

impl Gather {
    fn new(width: usize, body: &[u8]) -> Gather {
        let start = body.as_ptr().addr();
        Gather {
            taken: Vec::new(),
            width,
            body: start..start + body.len(),
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
        let mut left = self.width;
        let mut lengths = Vec::new();
        for piece in pieces {
            let piece = &piece[..piece.len().min(left)];
            left -= piece.len();
            if self.body.contains(&piece.as_ptr().addr()) {
                self.from_body += piece.len();
            }
            self.taken.extend(piece);
            if !piece.is_empty() {
                lengths.push(piece.len().to_string());
            }
        }
        say(format!("you wrote {} bytes", lengths.join(" + ")));
        Poll::Ready(Ok(self.width - left))
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

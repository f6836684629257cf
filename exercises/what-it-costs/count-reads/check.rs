//! How many reads are reported, and how many there were.

use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

use crate::wire::say;
use crate::{Verdict, ends, judge, must};

const COPY: usize = 8 * 1024;

thread_local! {
    /// How many reads were answered, and how many polls were not.
    static READS: Cell<u64> = const { Cell::new(0) };
    static WAITS: Cell<u64> = const { Cell::new(0) };
    /// The most room that a read has had.
    static ROOM: Cell<usize> = const { Cell::new(0) };
}

pub fn check<F>(count_reads: F) -> Verdict
where
    F: AsyncFn(Pieces) -> io::Result<(u64, u64)> + Send + 'static,
{
    judge(|| checked(count_reads))
}

async fn checked(
    count_reads: impl AsyncFn(Pieces) -> io::Result<(u64, u64)>,
) -> Verdict {
    say("a reader to which 1000 bytes come at a time, each after a wait:");
    let result = count_reads(Pieces::new(&[1000; 30], false));
    let result = ends(result, "Your function does not return.").await?;
    compare(result, 30_000, 31)?;

    say("one that has what is asked for, 20 times 8 KiB:");
    let result = count_reads(Pieces::new(&[COPY; 20], false));
    let result = ends(result, "Your function does not return.").await?;
    compare(result, 20 * COPY, 21)?;

    say("one that fails after two pieces:");
    let result = count_reads(Pieces::new(&[1000; 2], true));
    let result = ends(result, "Your function does not return.").await?;
    must(
        result.is_err(),
        "A read failed, and you returned `Ok`. Return the error: what was \
         counted until then is not a copy.",
    )
}

/// Whether `all` bytes have come by as many reads as `copy` makes.
fn compare(
    result: io::Result<(u64, u64)>,
    all: usize,
    of_copy: u64,
) -> Verdict {
    let (reads, waits) = (READS.take(), WAITS.take());
    let Ok((told, bytes)) = result else {
        return must(
            false,
            format!("No read failed. You returned {result:?}."),
        );
    };
    say(format!("{reads} reads were answered, and you say {told}"));
    must(
        bytes == all as u64,
        format!("{all} bytes came, and you say {bytes}."),
    )?;
    let room = ROOM.take();
    must(
        room == COPY,
        format!(
            "A read of yours had room for {room} bytes. The reads of `copy` \
             are to be counted, and it has 8 KiB. Let it read from something \
             that counts and passes on."
        ),
    )?;
    must(
        reads == of_copy,
        format!(
            "You made {reads} reads, and `copy` into a `sink` makes {of_copy} \
             here, each with room for 8 KiB. Let it read from something that \
             counts and passes on."
        ),
    )?;
    must(
        waits == 0 || told != reads + waits,
        format!(
            "You count {told}: each of {reads} reads, and {waits} polls that \
             found nothing yet. One read may be polled several times. Count \
             it when it is ready."
        ),
    )?;
    must(
        told != reads - 1,
        format!(
            "There were {reads} reads, and you count {told}. The last one \
             found the end, and is a call like the others."
        ),
    )?;
    must(
        told == reads,
        format!(
            "There were {reads} reads, and you count {told}. A read brings \
             what has come, at most 8 KiB. So their number does not follow \
             from that of the bytes: count each once, when it is ready."
        ),
    )
}

/// A reader whose reads bring one piece each; a short one comes after a wait.
pub struct Pieces {
    left: Vec<usize>,
    has_waited: bool,
    /// Whether an error stands in place of the end.
    is_broken: bool,
}

impl Pieces {
    fn new(pieces: &[usize], is_broken: bool) -> Pieces {
        Pieces {
            left: pieces.to_vec(),
            has_waited: false,
            is_broken,
        }
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        ROOM.set(ROOM.get().max(buf.remaining()));
        let Some(&piece) = self.left.last() else {
            READS.set(READS.get() + 1);
            return Poll::Ready(match self.is_broken {
                true => Err(io::ErrorKind::Other.into()),
                false => Ok(()),
            });
        };
        if piece < COPY && !self.has_waited {
            self.has_waited = true;
            WAITS.set(WAITS.get() + 1);
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.has_waited = false;
        READS.set(READS.get() + 1);
        let n = piece.min(buf.remaining());
        buf.put_slice(&vec![b'x'; n]);
        self.left.pop();
        if n < piece {
            self.left.push(piece - n);
        }
        Poll::Ready(Ok(()))
    }
}

//! Reads through the answer, into an empty buffer and into one that has bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::wire::{Chunks, Wire, chunks, show};
use crate::{Verdict, ends, judge, must};

pub fn check<R: AsyncRead + Unpin + 'static>(
    counted: fn(Wire<Chunks>, Arc<AtomicUsize>) -> R,
) -> Verdict {
    judge(move || checked(counted))
}

async fn checked<R: AsyncRead + Unpin>(
    counted: fn(Wire<Chunks>, Arc<AtomicUsize>) -> R,
) -> Verdict {
    let count = Arc::new(AtomicUsize::new(0));
    let wire = Wire::new(chunks(&["hel", "lo ", "worldly"]));
    let mut reader = counted(wire, Arc::clone(&count));
    let mut buffer = [0; 10];
    let read = ends(reader.read(&mut buffer), "Your reader has no end.");
    let n = read.await?.map_err(|error| format!("It failed: {error}"))?;
    must(
        buffer[..n] == *b"hel",
        format!(
            "The first read brought \"hel\", and your reader gave {}. A poll \
             of your reader is one poll of the inner reader, and what that \
             brings belongs in `buf`.",
            show(&buffer[..n])
        ),
    )?;
    let counts = count.load(Relaxed);
    must(
        counts != 0,
        "3 bytes came through your reader, and the count is 0. Compare the \
         buffer before the inner reader is polled and after.",
    )?;
    must(
        counts != 10,
        "3 bytes came through your reader, and the count is 10. That was the \
         room in the buffer: how much came is known after the poll.",
    )?;
    must(
        counts == 3,
        format!(
            "3 bytes came through your reader, and the count is {counts}. Add \
             the number of bytes that are in the buffer after the poll and \
             were not before."
        ),
    )?;

    let mut rest = [0; 8];
    let read = ends(reader.read_exact(&mut rest), "Your reader has no end.");
    read.await?.map_err(|error| format!("It failed: {error}"))?;
    must(
        rest == *b"lo world",
        format!(
            "After \"hel\", your reader gave {}, not \"lo world\".",
            show(&rest)
        ),
    )?;
    let counts = count.load(Relaxed);
    must(
        counts >= 11,
        format!(
            "11 bytes came through your reader in three reads, and the count \
             is {counts}. It grows with each read: add to it."
        ),
    )?;
    must(
        counts == 11,
        format!(
            "11 bytes came through your reader, and the count is {counts}. \
             The last two reads belong to one `read_exact`, which polls with \
             the same buffer again: when the second began, 3 bytes were in \
             it. Count only those that are new."
        ),
    )
}

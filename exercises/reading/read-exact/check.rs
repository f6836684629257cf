//! Gives a message in three pieces, one that ends too early, and an error.

use std::io;

use crate::wire::{Chunks, Wire, chunks, say, show, times};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(read_exact: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Chunks>, &mut [u8]) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(read_exact))
}

async fn checked(
    read_exact: impl AsyncFn(&mut Wire<Chunks>, &mut [u8]) -> io::Result<()>,
) -> Verdict {
    let mut wire = Wire::new(chunks(&["hel", "lo ", "worldly"]));
    let mut buffer = [b'.'; 11];
    let result = read_exact(&mut wire, &mut buffer);
    let result = ends(
        result,
        "There were bytes enough, and your function has not returned.",
    )
    .await?;
    must(
        result.is_ok(),
        match times("you read into no room") {
            0 => {
                "There were bytes enough, and your function returned an \
                 error. A read that brings fewer bytes than fit is not the \
                 last: read on."
            }
            _ => {
                "There were bytes enough, and your function returned an \
                 error. The buffer was full, and you read into the empty rest \
                 of it: those 0 bytes do not mean that the stream has ended."
            }
        },
    )?;
    let has = show(&buffer);
    let is_full = !buffer.contains(&b'.');
    must(
        is_full || !buffer.starts_with(b"hel"),
        format!(
            "Your function returned, and the buffer holds {has}: it was to be \
             full. A read returns what there is, as soon as there is \
             something. Read on until the buffer has no room left."
        ),
    )?;
    must(
        buffer == *b"hello world",
        format!(
            "The buffer holds {has}, where \"hello world\" was sent. Each read \
             begins at the start of the slice that you give it: give it the \
             part that is still to be filled."
        ),
    )?;

    must(
        wire.inner().left() == 2,
        "13 bytes were sent, the buffer has room for 11, and you read 13. The \
         2 that you do not return are lost to whoever reads next: give `read` \
         no more room than the buffer has.",
    )?;

    let mut wire = Wire::new(chunks(&["hel"]));
    say("another stream has 3 bytes, and the buffer room for 5:");
    let mut buffer = [0; 5];
    let result = read_exact(&mut wire, &mut buffer);
    let result = ends(
        result,
        "This stream is at its end, and your function goes on reading. \
         Nothing more will come: after 0 bytes, return an error.",
    );
    let result = result.await?;
    must(
        result.is_err(),
        "The stream ended after 3 bytes of 5, and your function returned \
         `Ok`. Its caller takes the buffer for full. Return an error of the \
         kind `UnexpectedEof`.",
    )?;
    must(
        result.is_err_and(|it| it.kind() == io::ErrorKind::UnexpectedEof),
        "At the end of the stream, return an error of the kind \
         `UnexpectedEof`: a caller tells it from others by its kind.",
    )?;

    let reset = io::ErrorKind::ConnectionReset;
    let mut wire = Wire::new(chunks(&["hel"]).then_error(reset));
    say("another stream breaks after 3 bytes of 5:");
    let result = read_exact(&mut wire, &mut buffer);
    let result = ends(result, "This stream has failed, and you read on.");
    must(
        result.await?.is_err_and(|it| it.kind() == reset),
        "The read failed with `ConnectionReset`, and your function returned \
         something else. Pass on the error of the reader.",
    )?;

    let mut wire = Wire::new(chunks(&[]));
    say("the buffer is empty:");
    let result = ends(read_exact(&mut wire, &mut []), "You read on.").await?;
    must(
        result.is_ok(),
        "A buffer without room is full from the start, and your function \
         returned an error. Look whether there is room before you read.",
    )
}

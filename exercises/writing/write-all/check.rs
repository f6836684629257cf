//! A writer that takes 4 bytes at a time, and one that is full.

use std::io;

use crate::wire::{Narrow, Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(write_all: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Narrow>, &[u8]) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(write_all))
}

async fn checked(
    write_all: impl AsyncFn(&mut Wire<Narrow>, &[u8]) -> io::Result<()>,
) -> Verdict {
    let mut wire = Wire::new(Narrow::new(4));
    let result = write_all(&mut wire, b"hello world");
    let result = ends(result, "Your function goes on writing.").await?;
    must(
        result.is_ok(),
        match times("you wrote \"\"") {
            0 => {
                "All could be written, and your function returned an error. A \
                 write that takes fewer bytes than it was given has not \
                 failed: write the rest."
            }
            _ => {
                "All was written, and then you wrote no bytes at all. Such a \
                 write takes 0 bytes of 0, which is no error: stop when \
                 nothing is left."
            }
        },
    )?;
    let got = &wire.inner().taken;
    must(
        got != b"hell",
        "Your function was given 11 bytes, and the peer got 4. A write takes \
         what there is room for, and returns how much that was. Write the \
         rest.",
    )?;
    must(
        got == b"hello world" || !b"hello world".starts_with(got),
        format!(
            "Your function was given 11 bytes, and the peer got {}. Go on \
             until nothing is left.",
            got.len()
        ),
    )?;
    must(
        got == b"hello world",
        format!(
            "The peer got {}, not \"hello world\". What has been taken must \
             not be given again: go on behind it.",
            show(got)
        ),
    )?;

    say("another writer has room for 6 bytes, and never for more:");
    let mut wire = Wire::new(Narrow::new(4).with_room(6));
    let result = write_all(&mut wire, b"hello world");
    let result = ends(
        result,
        "This writer takes no more, and your function tries again and again. \
         If a write of more than 0 bytes takes 0, return an error.",
    );
    let result = result.await?;
    must(
        result.is_err(),
        "6 bytes of 11 were taken, and your function returned `Ok`.",
    )?;
    must(
        result.is_err_and(|it| it.kind() == io::ErrorKind::WriteZero),
        "If nothing is taken, return an error of the kind `WriteZero`: a \
         caller tells it from others by its kind.",
    )
}

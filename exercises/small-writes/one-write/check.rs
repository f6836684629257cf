//! How many writes a response takes.

use std::io;

use crate::wire::{Narrow, Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(respond: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Narrow>, &str) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(respond))
}

async fn checked(
    respond: impl AsyncFn(&mut Wire<Narrow>, &str) -> io::Result<()>,
) -> Verdict {
    let mut wire = Wire::new(Narrow::new(usize::MAX));
    let result = respond(&mut wire, "naïve");
    let result = ends(result, "Your function does not return.").await?;
    let got = &wire.inner().taken;
    must(
        !got.is_empty(),
        "Your function returned, and nothing is on the wire. What a \
         `BufWriter` holds goes with it: flush before you drop it.",
    )?;
    must(
        !got.starts_with(b"Length: 5\r\n"),
        "\"naïve\" has 5 characters, and is 6 bytes on the wire. A peer that \
         reads 5 bytes takes the sixth for the next response.",
    )?;
    must(
        result.is_ok() && got == "Length: 6\r\n\r\nnaïve".as_bytes(),
        format!("This is not the response of the start: {}.", show(got)),
    )?;
    let writes = times("you wrote");
    let flushes = times("you flushed");
    must(
        writes == 1,
        match flushes {
            2.. => format!(
                "A buffer, and still {writes} writes: each flush empties it. \
                 Flush once, behind the last part."
            ),
            _ => format!(
                "{writes} writes for one response. On TCP without \
                 `set_nodelay`, Nagle's algorithm may hold the second back \
                 until the peer has acknowledged the first. Join the parts, \
                 and write once."
            ),
        },
    )?;
    must(
        times("you shut down") == 0,
        "One write, and then the end of the stream: `shutdown` writes what a \
         `BufWriter` holds, and nothing can follow it. The next response goes \
         out on the same connection. `flush` is enough.",
    )?;

    let body = "x".repeat(1000);
    say("the body has 1000 bytes:");
    let mut wire = Wire::new(Narrow::new(usize::MAX));
    let result = respond(&mut wire, &body);
    let result = ends(result, "Your function does not return.").await?;
    let got = &wire.inner().taken;
    must(
        result.is_ok()
            && *got == format!("Length: 1000\r\n\r\n{body}").as_bytes(),
        "This is not a response with a body of 1000 bytes. Bodies may have a \
         kilobyte, and your buffer has no room for that.",
    )?;
    let writes = times("you wrote") - writes;
    must(
        writes == 1,
        format!(
            "A short response was one write, and one with a body of 1000 bytes \
             took {writes}: your buffer has no room for it. Give the buffer \
             room for the longest response."
        ),
    )?;

    say("a connection has room for 10 bytes at a time:");
    let mut wire = Wire::new(Narrow::new(10));
    let result = respond(&mut wire, "naïve");
    let result = ends(result, "Your function does not return.").await?;
    let got = &wire.inner().taken;
    must(
        result.is_ok() && got == "Length: 6\r\n\r\nnaïve".as_bytes(),
        format!(
            "Your write was taken in part, and {} is all that you sent. A \
             single `write` is what you try; the rest has to follow when it \
             was not taken whole, as `write_all` sees to.",
            show(got)
        ),
    )
}

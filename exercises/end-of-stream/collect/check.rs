//! A stream in uneven pieces, and one that breaks.

use std::io;

use crate::wire::{Chunks, Wire, chunks, say, show, times};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(collect: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Chunks>) -> io::Result<Vec<u8>> + Send + 'static,
{
    judge(|| checked(collect))
}

async fn checked(
    collect: impl AsyncFn(&mut Wire<Chunks>) -> io::Result<Vec<u8>>,
) -> Verdict {
    let mut wire = Wire::new(chunks(&["a message", " in", " pieces"]));
    let result = collect(&mut wire);
    let result = ends(
        result,
        "The peer has gone, and your function reads on, as fast as it can, \
         for ever. Tokio's `read` tells the end by `Ok(0)`, not by an error.",
    );
    let got = result.await?.map_err(|it| {
        format!(
            "Your function failed: {it}. The peer has sent all that it wanted \
             to, and that is no error here: return what came."
        )
    })?;
    let sent = b"a message in pieces";
    let why = if times("you read 0 bytes") == 0 {
        "A read that does not fill the buffer is not the last: more may be on \
         its way. Only 0 bytes say that there is no more."
    } else if got.len() > sent.len() {
        "That is more than was sent. Only the first `n` bytes of the buffer \
         are new, and the others are left over."
    } else if sent.starts_with(&got) {
        "The end was reached, and the last bytes are missing. `read_exact` \
         does not tell how many came before the end; `read` does."
    } else {
        "Bytes that came before are missing. Each read puts its bytes at the \
         start of the buffer: keep all of them elsewhere."
    };
    must(
        got == sent,
        format!(
            "The peer sent \"a message in pieces\", and your function returned \
             {}. {why}",
            show(&got)
        ),
    )?;
    say("another connection breaks after \"half a\":");
    let reset = io::ErrorKind::ConnectionReset;
    let mut wire = Wire::new(chunks(&["half a"]).then_error(reset));
    let result = ends(
        collect(&mut wire),
        "The connection is broken, and your function reads on, as fast as it \
         can. Return the error.",
    );
    must(
        result.await?.is_err(),
        "The connection broke, and your function returned `Ok`, as if the \
         peer had sent all that it wanted to. Return the error.",
    )
}

//! A header in pieces, one without a body, and two that are cut off.

use std::io;

use crate::wire::{Chunks, Wire, chunks, say, show};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(copy_body: F) -> Verdict
where
    F: AsyncFn(Wire<Chunks>, u64, &mut Vec<u8>) -> io::Result<u64>
        + Send
        + 'static,
{
    judge(|| checked(copy_body))
}

async fn checked(
    copy_body: impl AsyncFn(Wire<Chunks>, u64, &mut Vec<u8>) -> io::Result<u64>,
) -> Verdict {
    let mut got = Vec::new();
    let wire = Wire::new(chunks(&["len", "gth:body", " and more"]));
    say("the header has 7 bytes:");
    let result = copy_body(wire, 7, &mut got);
    let result = ends(result, "Your function does not return.").await?;
    let has = show(&got);
    must(
        got != b"length:body and more",
        "You have passed on the header, too. Read its 7 bytes first, and \
         throw them away.",
    )?;
    must(
        got != b"gth:body and more",
        "The header came in two pieces, and you have thrown away the first. A \
         read returns what there is: read until you have 7 bytes.",
    )?;
    must(
        got != b" and more",
        format!(
            "You have passed on {has}. With the last of the header came \
             \"body\", and something of yours has read it ahead. What a \
             buffered reader holds goes with it when it is dropped."
        ),
    )?;
    must(
        !got.is_empty(),
        "You have passed on nothing. If you gave the reader itself to `take`, \
         what you have now ends with the header: give it `&mut reader`, and \
         read the body from `reader`.",
    )?;
    must(
        got == b"body and more" && result.as_ref().is_ok_and(|n| *n == 13),
        format!(
            "The body is \"body and more\", 13 bytes. You passed on {has}, \
             and returned {result:?}."
        ),
    )?;

    say("another stream has its header, and no body:");
    let result = copy_body(Wire::new(chunks(&["length:"])), 7, &mut got);
    let result = ends(result, "Your function does not return.").await?;
    must(
        result.is_ok_and(|n| n == 0),
        "The header was complete, and the body empty. Your function was to \
         return `Ok(0)`.",
    )?;

    for (has, header) in [("a header of 7", 7), ("a header of 2^63", 1 << 63)] {
        say(format!("another stream ends after 3 bytes of {has}:"));
        let result = copy_body(Wire::new(chunks(&["len"])), header, &mut got);
        let advice = "The stream is at its end, and your function goes on \
                      reading. 0 bytes mean that the rest of the header will \
                      not come: return an error.";
        must(
            ends(result, advice).await?.is_err(),
            format!(
                "3 bytes of {has} have come, and your function returned `Ok`. \
                 Its caller cannot tell that from an empty body: return an \
                 error."
            ),
        )?;
    }
    Ok(())
}

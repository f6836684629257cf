//! Letters, a long piece then a short one, a character in two pieces, and a
//! peer that waits for its answer.

use std::io;

use crate::wire::{Narrow, Talk};
use crate::wire::{Wire, chunks, say, show};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(rot13: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Talk>) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(rot13))
}

async fn checked(
    rot13: impl AsyncFn(&mut Wire<Talk>) -> io::Result<()>,
) -> Verdict {
    let talk = Talk::new(chunks(&["Uryyb, ", "jbeyq"]), Narrow::new(5));
    let mut wire = Wire::new(talk);
    const NO_END: &str = "The peer has sent everything, and your function does \
                          not return. At the end of the stream, `read` returns \
                          0: return then.";
    let result = ends(rot13(&mut wire), NO_END).await?;
    let got = &wire.inner().taken().to_vec();
    must(
        got != b"Uryyb, jbeyq",
        "The peer got back what it had sent, letter by letter. Move each \
         letter by 13 places before you write it.",
    )?;
    must(
        got != b"Hellorld" && got != b"Helloworld",
        format!(
            "The peer got {} for \"Hello, world\". A write takes what there \
             is room for. Here that was 5 bytes, and the rest of yours was \
             never sent.",
            show(got)
        ),
    )?;
    must(
        got.len() <= 12,
        format!(
            "The peer sent 12 bytes, and got {} from you. Send what the read \
             has returned, and not what else is in the buffer.",
            got.len()
        ),
    )?;
    must(
        got == b"Hello, world",
        format!(
            "The peer got {} for \"Hello, world\". Small letters move, and \
             capitals, each within its own alphabet: `z` becomes `m`. All \
             other bytes stay as they are.",
            show(got)
        ),
    )?;
    must(
        result.is_ok(),
        "The peer got its answer, and your function returned an error. The \
         end of the stream is none: return `Ok`.",
    )?;

    let talk = Talk::new(chunks(&["anï"]).cut_at(3), Narrow::new(5));
    let mut wire = Wire::new(talk);
    let result = ends(rot13(&mut wire), NO_END).await?;
    let got = wire.inner().taken();
    must(
        result.is_ok() && got == "naï".as_bytes(),
        format!(
            "The peer sent the 4 bytes of \"anï\" in two pieces, and got {}. \
             A character may be cut in two by a read. Bytes cannot: work on \
             those.",
            show(got)
        ),
    )?;

    say("another peer sends 5 letters, and waits for them:");
    let talk = Talk::new(chunks(&["Uryyb"]).then_silence(), Narrow::new(5));
    let mut wire = Wire::new(talk);
    let advice = ends(rot13(&mut wire), "").await.err();
    must(
        wire.inner().taken() == b"Hello",
        "This peer sends nothing more before it has its answer, and you wait \
         for more. Send back what a read has brought before you read again.",
    )?;
    must(
        advice.is_some(),
        "This peer is still there, and your function has returned.",
    )
}

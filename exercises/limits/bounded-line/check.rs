//! Lines of 16 bytes and of 17, an empty one, a very long one, and half a line.

use std::io;

use tokio::io::BufReader;

use crate::wire::{Chunks, Wire, chunks, say, show, times};
use crate::{Verdict, ends, judge, must};

type Reader = BufReader<Wire<Chunks>>;

pub fn check<F>(line: F) -> Verdict
where
    F: AsyncFn(&mut Reader) -> io::Result<Option<Vec<u8>>> + Send + 'static,
{
    judge(|| checked(line))
}

fn reader(bytes: &[&'static str]) -> Reader {
    BufReader::with_capacity(8, Wire::new(chunks(bytes)))
}

async fn checked(
    line: impl AsyncFn(&mut Reader) -> io::Result<Option<Vec<u8>>>,
) -> Verdict {
    const NO_END: &str = "Your function does not return.";
    say("a line of 16 bytes, then an empty one, and then one of 2:");
    let mut lines = reader(&["0123456789abcdef\n\nhi\n"]);
    for expected in
        [Some(&b"0123456789abcdef"[..]), Some(b""), Some(b"hi"), None]
    {
        let result = ends(line(&mut lines), NO_END).await?;
        let came = expected.map_or("the end".into(), show);
        let room = match expected {
            Some(line) if line.len() == 16 => {
                " That is allowed. Its `\\n` is the 17th byte, and needs room."
            }
            _ => "",
        };
        let got = result.map_err(|error| {
            format!("You return the error \"{error}\" where {came} came.{room}")
        })?;
        must(
            got.as_deref() == expected,
            format!(
                "You returned {} where {came} came.",
                got.as_deref().map_or("the end".into(), show)
            ),
        )?;
    }

    say("a line that goes on for 8,000 bytes:");
    let before = times("you asked");
    let long = &["0123456789"; 800];
    let result = ends(line(&mut reader(long)), NO_END).await?;
    let reads = times("you asked") - before;
    let got = result.as_ref().ok().and_then(Option::as_deref);
    must(
        reads <= 4,
        match got {
            Some(_) => format!(
                "It took {reads} reads, and your function holds 8,000 bytes. \
                 From a peer that goes on, it would take all memory. Ask the \
                 reader for no more than a line may have: `take`."
            ),
            None => format!(
                "You return an error, after {reads} reads. What the limit is \
                 to save has been taken by then: look at the length before \
                 you read on, not when all is there."
            ),
        },
    )?;
    must(
        got.is_none() && result.is_err(),
        format!(
            "You returned {} as a line. It is the start of one that is too \
             long, and the next call would take what follows for another \
             line. Is the last byte a `\\n`?",
            got.map_or("the end".into(), show)
        ),
    )?;

    say("a line of 17 bytes:");
    let mut lines = reader(&["0123456789abcdefg\n"]);
    let result = ends(line(&mut lines), NO_END).await?;
    must(
        result.is_err(),
        "You returned a line of 17 bytes, and 16 are allowed.",
    )?;

    say("the stream ends within a line:");
    let result = ends(line(&mut reader(&["half a"])), NO_END).await?;
    must(
        result.is_err(),
        "\"half a\" came, and then the end. It may be half of a line: return \
         an error.",
    )
}

//! How many reads it takes to count the words of 8 KiB.

use std::io;

use crate::wire::{Chunks, Wire, chunks, largest, say, times};
use crate::{Verdict, ends, judge, must};

static TEXT: &str = include_str!("text.txt");

pub fn check<F>(count_words: F) -> Verdict
where
    F: AsyncFn(Wire<Chunks>) -> io::Result<usize> + Send + 'static,
{
    judge(|| checked(count_words))
}

async fn checked(
    count_words: impl AsyncFn(Wire<Chunks>) -> io::Result<usize>,
) -> Verdict {
    let text = TEXT;
    let expected = text.split_whitespace().count();
    say("a file of 8 KiB:");
    let result = count_words(Wire::new(chunks(&[text])));
    let result = ends(result, "Your function does not return.").await?;
    must(
        matches!(result, Ok(n) if n == expected),
        format!(
            "The file has {expected} words, and you returned {result:?}. Words \
             are what stands between ASCII whitespace, and a line break is \
             whitespace, too."
        ),
    )?;
    let reads = times("you asked");
    must(
        reads <= 4,
        match reads {
            1000.. => format!(
                "It took {reads} reads. Each read of a `File` is a trip to \
                 another thread and back, however few bytes it is for. Read \
                 many bytes at once, into a buffer, and count those."
            ),
            _ => format!(
                "It took {reads} reads, each a trip to another thread and \
                 back. That is fewer than bytes, and 4 would do: let the \
                 buffer be larger."
            ),
        },
    )?;

    say("another file comes in three pieces, cut in a word and behind one:");
    let pieces = chunks(&["one tw", "o ", "three"]);
    let result = count_words(Wire::new(pieces));
    let result = ends(result, "Your function does not return.").await?;
    must(
        matches!(result, Ok(3)),
        format!(
            "\"one two three\" are 3 words, and you returned {result:?}. A \
             piece may end within a word, or behind the space that follows \
             one: remember across the pieces whether you are in a word."
        ),
    )?;

    say("a third file cannot be read to its end:");
    let broken = chunks(&["one two "]).then_error(io::ErrorKind::Other);
    let result = ends(count_words(Wire::new(broken)), "It does not return.");
    must(
        result.await?.is_err(),
        "A read failed, and you returned `Ok`, with the words before the \
         error. Return the error.",
    )?;

    say("a fourth file has 256 KiB:");
    let result = count_words(Wire::new(chunks(&[TEXT; 32])));
    let result = ends(result, "Your function does not return.").await?;
    let most = largest("you asked for at most ");
    must(
        most <= 64 * 1024,
        format!(
            "You asked for {most} bytes at once, and 64 KiB is the limit. A \
             buffer that grows with the file holds all of it in the end, and \
             there are files that do not fit into memory. Count what is in \
             the buffer, and read the next bytes into the same one."
        ),
    )?;
    must(result.is_ok(), format!("You returned {result:?}."))
}

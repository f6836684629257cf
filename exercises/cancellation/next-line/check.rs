//! Cancels a call in the middle of a line.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::time::timeout;

use crate::wire::{Wire, say, show, with_wait};
use crate::{Verdict, ends, judge, must};

type Reader = Wire<DuplexStream>;

pub fn check<F>(next_line: F) -> Verdict
where
    F: AsyncFn(&mut Reader, &mut Vec<u8>) -> io::Result<Option<Vec<u8>>>
        + Send
        + 'static,
{
    judge(|| checked(next_line))
}

async fn checked(
    next_line: impl AsyncFn(
        &mut Reader,
        &mut Vec<u8>,
    ) -> io::Result<Option<Vec<u8>>>,
) -> Verdict {
    let (near, mut far) = duplex(64);
    let (mut near, mut held) = (Wire::new(near), Vec::new());
    let _ = far.write_all(b"hel").await;
    let call = next_line(&mut near, &mut held);
    let call = timeout(Duration::from_secs(1), call).await;
    must(
        call.is_err(),
        "\"hel\" is not a whole line, and your function returned.",
    )?;
    let had_held = !held.is_empty();
    say("the first call is cancelled; then comes \"lo\\nworld\\n\"");
    let _ = far.write_all(b"lo\nworld\n").await;
    let mut far = Some(far);
    let mut lines = Vec::new();
    for n in 0..3 {
        if n == 2 {
            say("the peer has gone");
            far = None;
        }
        let call = next_line(&mut near, &mut held);
        let result = ends(call, "").await;
        match result.map_err(|_| waits_for_ever(&lines, &held))? {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => break,
            Err(error) => return Err(format!("It failed: {error}.")),
        }
    }
    drop(far);
    let got = all(&lines);
    let sent = "The peer sent the lines \"hello\" and \"world\".";
    must(
        lines.first().is_none_or(|line| line != b"lo"),
        match had_held {
            false => format!(
                "{sent} You returned {got}. The first call had read \"hel\" \
                 into a variable of its own, and that went with the call. \
                 Put what you read into `held`, which stays."
            ),
            true => format!(
                "{sent} You returned {got}. \"hel\" was in `held` when the \
                 first call was cancelled, and the second threw it away."
            ),
        },
    )?;
    must(
        lines.iter().all(|line| !line.ends_with(b"\n")),
        format!("{sent} You returned {got}. Leave the `\\n` out of the line."),
    )?;
    must(
        lines == [b"hello", b"world"],
        format!(
            "{sent} You returned {got}. A line that has been returned has to \
             leave `held`."
        ),
    )
}

fn all(lines: &[Vec<u8>]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| show(line)).collect();
    lines.join(", ")
}

/// The advice for who waits, though a line is there or the peer has gone.
fn waits_for_ever(lines: &[Vec<u8>], held: &[u8]) -> String {
    let got = all(lines);
    let advice = match lines.len() {
        0 => "\"hello\\n\" has come, the peer is still there, and you wait \
              for more. Return a line as soon as it is whole."
            .into(),
        1 if held.contains(&b'\n') => format!(
            "You returned {got}, and wait for more, but the next line is in \
             `held` already: it came with the end of the first. Look there \
             before you read."
        ),
        1 => format!(
            "You returned {got}, and wait for more. With the end of the first \
             line came all of the second, and you threw away what is behind \
             the line. Leave it in `held`."
        ),
        _ => "The peer has gone, and you wait for a line.".into(),
    };
    with_wait(advice)
}

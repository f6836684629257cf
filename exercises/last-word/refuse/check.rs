//! A peer that sends more than anybody wants, and then reads its answer.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use crate::wire::{Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

const ANSWER: &[u8] = b"busy\n";

pub fn check<F>(refuse: F) -> Verdict
where
    F: AsyncFn(Wire<DuplexStream>) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(refuse))
}

async fn checked(
    refuse: impl AsyncFn(Wire<DuplexStream>) -> io::Result<()>,
) -> Verdict {
    let (near, mut far) = duplex(16);
    let peer = tokio::spawn(async move {
        if far.write_all(&[b'?'; 40]).await.is_err() {
            say("the peer was still sending when you dropped the stream");
            return None;
        }
        say("the peer has sent all of its 40 bytes");
        let mut answer = Vec::new();
        let _ = far.read_to_end(&mut answer).await;
        say(format!("the peer has read {}, and the end", show(&answer)));
        Some(answer)
    });
    let result = ends(refuse(Wire::new(near)), "").await;
    let said = times("you wrote") > 0;
    let is_done = times("you shut down") > 0;
    let result = result.map_err(|advice| {
        let why = match (said, is_done) {
            (_, true) => {
                "The peer has heard that you are done, and has ended its side, \
                 too. A read of 0 bytes is that end: return there."
            }
            (true, false) => {
                "The peer has your answer, and waits for the end of it. Say \
                 that you are done, before you read the rest."
            }
            (false, false) => {
                "You wait for the peer to finish, and the peer waits for your \
                 answer before it does. Answer first."
            }
        };
        advice + why
    })?;
    must(
        result.is_ok(),
        match (said, is_done) {
            (false, true) => {
                "Your write failed because your writing half was shut down \
                 before. Nothing can be written behind that: answer first."
                    .into()
            }
            _ => format!("You returned {result:?}, and nothing was wrong."),
        },
    )?;
    let answer = ends(
        peer,
        "Your function has returned, and the stream is still open. The peer \
         waits for somebody who reads.",
    );
    let answer = answer.await?.expect("a peer that does not panic");
    let Some(answer) = answer else {
        return Err(match is_done {
            false => {
                "Over TCP, bytes that nobody has read turn your goodbye into a \
                 reset, and the answer may be lost with it. Say that you are \
                 done, and read the rest, before you drop the stream."
            }
            true => {
                "To say that you are done is half of it. The peer's bytes are \
                 still unread, so over TCP it gets a reset, and may lose the \
                 answer. Read the rest into nowhere."
            }
        }
        .into());
    };
    must(
        answer == ANSWER,
        format!(
            "The peer was to read \"busy\\n\", and read {}.",
            show(&answer)
        ),
    )
}

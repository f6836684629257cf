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
    let result = result.map_err(|_| match times("you wrote") {
        0 => {
            "You wait for the peer to finish, and the peer waits for your \
             answer before it does. Answer first."
        }
        _ => {
            "The peer has your answer, and waits for the end of it. Say that \
             you are done, before you read the rest."
        }
    })?;
    must(
        result.is_ok(),
        "Your function failed, and nothing was wrong.",
    )?;
    let answer = peer.await.expect("a peer that does not panic");
    let Some(answer) = answer else {
        return Err(match times("you shut down") {
            0 => {
                "Over TCP, bytes that nobody has read turn your goodbye into a \
                 reset, and the answer may be lost with it. Say that you are \
                 done, and read the rest, before you drop the stream."
            }
            _ => {
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

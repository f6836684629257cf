//! A peer that answers at the end of the question, and one that echoes.

use std::io;

use tokio::io::{
    AsyncReadExt, AsyncWriteExt, DuplexStream, copy, duplex, split,
};

use crate::wire::{Wire, say, show};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(ask: F) -> Verdict
where
    F: AsyncFn(Wire<DuplexStream>, &[u8]) -> io::Result<Vec<u8>>
        + Send
        + 'static,
{
    judge(|| checked(ask))
}

async fn checked(
    ask: impl AsyncFn(Wire<DuplexStream>, &[u8]) -> io::Result<Vec<u8>>,
) -> Verdict {
    let (near, mut far) = duplex(16);
    tokio::spawn(async move {
        let mut question = Vec::new();
        let _ = far.read_to_end(&mut question).await;
        say(format!(
            "the peer has the whole question: {}",
            show(&question)
        ));
        let _ = far.write_all(b"four, I ").await;
        tokio::task::yield_now().await;
        let _ = far.write_all(b"should think").await;
    });
    let answer = ask(Wire::new(near), b"two and two?");
    let answer = ends(answer, "-").await;
    let Ok(answer) = answer else {
        return Err(if crate::wire::times("you wrote") == 0 {
            "Your function waits for an answer, and has asked nothing."
        } else {
            "You wait for the answer; the peer waits for the end of the \
             question. Only a shutdown sends it. A flush does not, and neither \
             does dropping one half of `io::split`: the other half keeps the \
             stream open."
        }
        .into());
    };
    must(
        answer
            .as_ref()
            .is_ok_and(|it| it == b"four, I should think"),
        match &answer {
            Ok(answer) if answer.is_empty() => {
                "You returned without an answer. Wait for two things: until \
                 the question is sent, and until the answer has ended."
                    .into()
            }
            Ok(answer) => format!(
                "The answer is \"four, I should think\", and you returned {}. \
                 It came in more than one piece: read to the end.",
                show(answer)
            ),
            Err(error) => format!("Your function failed: {error}."),
        },
    )?;

    say("another peer echoes at once; on the way is room for 16 bytes:");
    let (near, far) = duplex(16);
    tokio::spawn(async move {
        let (mut reader, mut writer) = split(far);
        let _ = copy(&mut reader, &mut writer).await;
        let _ = writer.shutdown().await;
    });
    let question = vec![b'x'; 100_000];
    let answer = ask(Wire::new(near), &question);
    let answer = ends(
        answer,
        "You write, and this peer answers while you do. Nobody reads its \
         answer, so it cannot write on and does not read either, and you wait \
         for room. Read and write at the same time.",
    );
    match answer.await? {
        Ok(answer) => must(
            answer == question,
            format!(
                "This peer sends back what it gets, and you got {} bytes of \
                 100,000. A write takes what there is room for: send all of \
                 the question, and read all of the answer.",
                answer.len()
            ),
        ),
        Err(error) => Err(format!("Your function failed: {error}.")),
    }
}

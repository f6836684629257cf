//! A peer that takes a little every 20 s, and one that takes no more.

use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep};

use crate::wire::{Wire, say, with_wait};
use crate::{Verdict, judge, must};

pub fn check<F>(send: F) -> Verdict
where
    F: AsyncFn(&mut Wire<DuplexStream>, &[u8]) -> io::Result<()>
        + Send
        + 'static,
{
    judge(|| checked(send))
}

async fn checked(
    send: impl AsyncFn(&mut Wire<DuplexStream>, &[u8]) -> io::Result<()>,
) -> Verdict {
    let body: Vec<u8> = (0..60).map(|n| b'0' + n % 10).collect();
    say("a peer takes a byte every 20 s, of 60:");
    let (near, mut far) = duplex(8);
    let mut near = Wire::new(near);
    let mut got: Vec<u8> = Vec::new();
    let peer = async {
        let mut buffer = [0];
        while got.len() < 60 {
            sleep(Duration::from_secs(20)).await;
            let Ok(n @ 1..) = far.read(&mut buffer).await else {
                break;
            };
            got.extend(&buffer[..n]);
        }
    };
    let both = async { tokio::join!(send(&mut near, &body), peer) };
    // A sender that has given up leaves the peer with nothing to read.
    let limited = tokio::time::timeout(Duration::from_secs(1500), both).await;
    let repeats = got.len() > 8 && got != body[..got.len()];
    must(
        !repeats,
        "The peer got the same bytes again. What `write_all` had written when \
         the limit passed has arrived, and you cannot tell how much that was. \
         Use `write`, which says how much it has written.",
    )?;
    must(
        limited.is_ok_and(|(result, ())| result.is_ok()) && got == body,
        format!(
            "The peer has taken {} bytes and would have taken all, slowly and \
             without a pause of 30 s. You gave up. A limit on the whole, or on \
             a chunk of it, makes that impossible for slow peers. Limit each \
             pause: the time in which not one byte is taken.",
            got.len()
        ),
    )?;

    say("another peer takes 8 bytes, and then no more:");
    let (near, mut far) = duplex(8);
    let mut near = Wire::new(near);
    let start = Instant::now();
    let answer = async {
        tokio::select! {
            biased; // the advice is the same each time
            result = send(&mut near, &body) => result,
            () = async {
                let _ = far.read(&mut [0; 8]).await;
                pending().await
            } => unreachable!(),
        }
    };
    // Less than `ends` waits, since who tries again and again is slow to judge.
    let a_day = Duration::from_secs(24 * 60 * 60);
    let result = tokio::time::timeout(a_day, answer).await;
    let result = result.map_err(|_| {
        with_wait(
        "The peer reads no more, and keeps the connection. You wait for room, \
         for ever, and whatever this task holds is held for ever, too. Give up \
         when nothing has been taken for 30 s.",
        )
    })?;
    let seconds = start.elapsed().as_secs();
    let kind = result.as_ref().err().map(io::Error::kind);
    must(
        kind == Some(io::ErrorKind::TimedOut) && seconds == 30,
        format!(
            "You were to give up after 30 s, with an error of the kind \
             `TimedOut`. After {seconds} s you returned {result:?}."
        ),
    )
}

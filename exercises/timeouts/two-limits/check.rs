//! Peers that are late, silent and slow, on a clock that is paused.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep};

use crate::wire::{Wire, say, show};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(request: F) -> Verdict
where
    F: AsyncFn(&mut Wire<DuplexStream>) -> io::Result<Vec<u8>> + Send + 'static,
{
    judge(|| checked(request))
}

async fn checked(
    request: impl AsyncFn(&mut Wire<DuplexStream>) -> io::Result<Vec<u8>>,
) -> Verdict {
    say("a peer is silent for 50 s, and then sends a whole request:");
    let late = &[(50, "GET /\n")];
    let (result, seconds) = run(&request, late).await?;
    must(
        result.as_ref().is_ok_and(|it| it == b"GET /\n"),
        match &result {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => format!(
                "After {seconds} s you gave up. The request had not begun, so \
                 the peer had 60 s to be silent. Only with the first byte \
                 begin the 5 s."
            ),
            Err(error) => format!("It failed: {error}."),
            Ok(request) => format!(
                "The request was \"GET /\\n\", and you returned {}.",
                show(request)
            ),
        },
    )?;

    say("another peer says nothing at all:");
    let (result, seconds) = run(&request, &[]).await?;
    must(
        is_timeout(&result) && seconds == 60,
        format!(
            "You were to give up after 60 s, with an error of the kind \
             `TimedOut`. After {seconds} s you returned {result:?}."
        ),
    )?;

    say("another peer sends a byte every 4 s, and never ends:");
    let slow: Vec<_> = (0..100).map(|_| (4, "x")).collect();
    let (result, seconds) = run(&request, &slow).await?;
    let last = "The request began after 4 s, so at 9 s you were to give up.";
    must(
        is_timeout(&result) && seconds == 9,
        match (seconds, &result) {
            (_, Ok(request)) => format!(
                "{last} You returned {} after {seconds} s, which does not end \
                 in `\\n`: one read brings what is there, and that may be a \
                 part. Read on until the request is whole.",
                show(request)
            ),
            (9, _) => format!(
                "{last} So you did, with {result:?}. The error was to be of \
                 the kind `TimedOut`."
            ),
            (405, _) => format!(
                "{last} You gave up after 405 s, 5 s after the last byte. A \
                 limit on each read begins anew with every byte: limit the \
                 whole rest of the request."
            ),
            (460, _) => format!(
                "{last} It was {seconds} s. Each byte gave the peer another \
                 60 s: with one byte a minute, it could stay for ever. Set a \
                 second limit, on the whole rest of the request."
            ),
            _ => format!("{last} It was {seconds} s, with {result:?}."),
        },
    )?;

    say("another peer sends half a request after 10 s, and ends:");
    let half = &[(10, "GET"), (0, END)];
    let (result, seconds) = run(&request, half).await?;
    must(
        result.is_err() && seconds == 10,
        match &result {
            Ok(request) => format!(
                "You returned {} as a request. The stream had ended within it, \
                 and the rest will never come: return an error.",
                show(request)
            ),
            Err(_) => format!(
                "The stream ended after 10 s, and you gave up after {seconds} \
                 s. A read of 0 bytes is the end. A loop that overlooks it goes \
                 round, with a core at work, until the time is up."
            ),
        },
    )
}

/// In the place of a piece: the peer shuts down.
const END: &str = "";

fn is_timeout(result: &io::Result<Vec<u8>>) -> bool {
    let error = result.as_ref().err();
    error.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

/// Sends each piece after so many seconds, and then nothing. Returns what comes
/// of that, and after how many seconds.
async fn run(
    request: impl AsyncFn(&mut Wire<DuplexStream>) -> io::Result<Vec<u8>>,
    pieces: &[(u64, &'static str)],
) -> Result<(io::Result<Vec<u8>>, u64), String> {
    let (near, mut far) = duplex(64);
    let pieces = pieces.to_vec();
    let peer = async move {
        for (seconds, piece) in pieces {
            sleep(Duration::from_secs(seconds)).await;
            let _ = match piece {
                END => far.shutdown().await,
                _ => far.write_all(piece.as_bytes()).await,
            };
        }
        std::future::pending::<()>().await;
    };
    let start = Instant::now();
    let mut near = Wire::new(near);
    let answer = async {
        tokio::select! {
            biased; // the advice is the same each time
            result = request(&mut near) => result,
            () = peer => unreachable!("the peer stays"),
        }
    };
    let result = ends(answer, "The peer has stopped, and you wait for ever.");
    let result = result.await?;
    let seconds = start.elapsed().as_secs();
    say(format!("after {seconds} s you returned"));
    Ok((result, seconds))
}

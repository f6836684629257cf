//! Clients that wait, leave, ask for more, or send without end.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep};

use crate::wire::{Wire, say, show};
use crate::{Verdict, ends, judge, must};

type Client = Wire<DuplexStream>;
type Job = Pin<Box<dyn Future<Output = u32> + Send>>;

pub fn check<F>(work: F) -> Verdict
where
    F: AsyncFn(&mut Client, &mut Vec<u8>, Job) -> io::Result<Option<u32>>
        + Send
        + 'static,
{
    judge(|| checked(work))
}

/// What the client does, a second apart.
async fn act(mut client: DuplexStream, says: &[&str], leaves: bool) {
    for bytes in says {
        sleep(Duration::from_secs(1)).await;
        let _ = client.write_all(bytes.as_bytes()).await;
    }
    sleep(Duration::from_secs(1)).await;
    if !leaves {
        std::future::pending::<()>().await;
    }
    say("the client leaves");
}

async fn checked(
    work: impl AsyncFn(&mut Client, &mut Vec<u8>, Job) -> io::Result<Option<u32>>,
) -> Verdict {
    const NO_END: &str = "You do not return.";
    let job = || -> Job {
        Box::pin(async {
            sleep(Duration::from_secs(10)).await;
            42
        })
    };
    for (title, says, leaves) in [
        ("a job of 10 s, and a client that waits:", &[][..], false),
        ("the client leaves after 1 s:", &[], true),
        (
            "the client asks for more, twice:",
            &["GET b\n", "GET c\n"],
            false,
        ),
        ("the client asks for more, and leaves:", &["GET b\n"], true),
    ] {
        say(title);
        let (client, near) = duplex(64);
        tokio::spawn(act(client, says, leaves));
        let (mut near, mut ahead) = (Wire::new(near), b"GET a\n".to_vec());
        let begin = Instant::now();
        let result = ends(work(&mut near, &mut ahead, job()), NO_END).await?;
        let seconds = begin.elapsed().as_secs();
        let result = result.map_err(|error| {
            format!("You return the error \"{error}\". There was none.")
        })?;
        say(format!("you returned {result:?} after {seconds} s"));
        let expected = ["GET a\n"].iter().chain(says).copied();
        let expected = Vec::from_iter(expected).concat();
        if leaves {
            must(
                result.is_none(),
                "You went on with the job, and nobody was left to hear the \
                 answer. Wait for two things at once: for the job, and for \
                 the end of what the client sends, whatever comes before it.",
            )?;
            must(
                seconds == 1 + says.len() as u64,
                "You gave the job up, but not when the client left.",
            )?;
            continue;
        }
        must(
            result == Some(42) && seconds == 10,
            "The client was there, and waited. It was to get the answer of \
             the job, 42, after 10 s.",
        )?;
        must(
            ahead == expected.as_bytes(),
            format!(
                "`ahead` holds {}, and was to hold {}. Those are the client's \
                 next questions. Keep what you read while you wait.",
                show(&ahead),
                show(expected.as_bytes())
            ),
        )?;
    }

    say("the client sends 10,000 bytes ahead:");
    let (mut client, near) = duplex(64);
    let flood = b"GET more\n\n".repeat(1000);
    let sent = flood.clone();
    tokio::spawn(async move { client.write_all(&sent).await });
    let (mut near, mut ahead) = (Wire::new(near), b"GET a\n".to_vec());
    let result = ends(work(&mut near, &mut ahead, job()), NO_END).await?;
    must(
        ahead.len() <= 1024,
        format!(
            "You keep {} bytes, and were to keep 1024 at most. {}",
            ahead.len(),
            match ahead.len() {
                0..10_000 => {
                    "What `ahead` held before counts as well, and no read may \
                     take more than there is still room for."
                }
                _ => {
                    "A client that sends and sends would take all of the \
                     memory. Once you hold enough, wait for the job alone: \
                     the rest stays in the connection."
                }
            }
        ),
    )?;
    must(
        result.is_ok_and(|answer| answer == Some(42)),
        "That is more than you may keep. It does not mean that the client is \
         gone: stop reading, and finish the job.",
    )?;
    must(
        ahead.starts_with(b"GET a\n"),
        "What `ahead` held before is no longer there. Put what you read \
         behind it.",
    )?;
    let ahead = ahead.split_off(b"GET a\n".len());
    let mut rest = vec![0; flood.len() - ahead.len()];
    let read = near.read_exact(&mut rest);
    let lost = "You have read bytes that you did not keep.";
    let _ = ends(read, lost).await?;
    must([ahead, rest].concat() == flood, lost)
}

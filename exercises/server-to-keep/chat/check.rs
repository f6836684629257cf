//! Three peers talk; one leaves, one does not read, one sends no line ends.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{sleep, timeout};

use crate::wire::{say, show};
use crate::{Verdict, judge, must};

pub fn check<F>(chat: F) -> Verdict
where
    F: AsyncFn(Receiver<DuplexStream>) + Send + 'static,
{
    judge(|| checked(chat))
}

async fn checked(chat: impl AsyncFn(Receiver<DuplexStream>)) -> Verdict {
    let (sender, receiver) = channel(8);
    tokio::select! {
        biased; // the advice is the same each time
        // No wait in here is without a limit.
        verdict = peers(sender) => verdict,
        () = async {
            chat(receiver).await;
            std::future::pending().await
        } => unreachable!(),
    }
}

async fn peers(door: Sender<DuplexStream>) -> Verdict {
    let mut ann = Peer::enter("Ann", &door).await;
    let mut bob = Peer::enter("Bob", &door).await;
    let mut eve = Peer::enter("Eve", &door).await;

    ann.says("hello\n").await;
    let to_bob = bob.hears().await;
    let to_eve = eve.hears().await;
    let to_ann = ann.hears().await;
    must(
        to_bob == b"hello\n" && to_eve == b"hello\n",
        "Each line was to go to all other peers, and did not. The tasks of \
         the peers have to know of one another: a `broadcast` channel is one \
         way, a list of `mpsc` senders another.",
    )?;
    must(
        to_ann.is_empty(),
        "Ann got her own line back. Send along who said it, so that the task \
         of that peer can leave it out.",
    )?;

    bob.says("half a ").await;
    let half = ann.hears().await;
    must(
        half.is_empty(),
        "Bob has not ended his line, and Ann got a part of it. What another \
         peer says would come out in the middle.",
    )?;
    bob.says("line\n").await;
    must(
        ann.hears().await == b"half a line\n",
        "Bob's line came in two pieces. Ann was to get all of it.",
    )?;
    let _ = eve.hears().await;

    say("Eve stops to read");
    for _ in 0..40 {
        ann.says("on and on, a line of 32 bytes..\n").await;
        let heard = bob.hears().await;
        must(
            heard.ends_with(b"..\n"),
            "Eve does not read, and so Bob gets nothing any more. A write to \
             one peer must not hold up the others: let each peer have a task \
             that writes to it, with a queue of its own that has a limit.",
        )?;
    }

    drop(eve);
    say("Eve has gone");
    ann.says("still here?\n").await;
    must(
        bob.hears().await == b"still here?\n",
        "Eve has gone, and the others no longer hear each other.",
    )?;

    let mut sent = 0;
    for _ in 0..2000 {
        let piece = [b'x'; 32];
        let write = bob.stream.write_all(&piece);
        match timeout(Duration::from_secs(60), write).await {
            Ok(Ok(())) => sent += piece.len(),
            _ => break,
        }
    }
    say(format!("Bob could send {sent} bytes without a line end"));
    must(
        sent < 64_000,
        "All of these bytes are in the memory of your server. Give lines a \
         limit, and a peer that goes beyond it the end of its connection.",
    )?;
    ann.says("bye\n").await;
    let mut late = Peer::enter("Tom", &door).await;
    ann.says("hello Tom\n").await;
    must(
        late.hears().await.ends_with(b"hello Tom\n"),
        "Tom has come later, and hears nothing.",
    )
}

struct Peer {
    name: &'static str,
    stream: DuplexStream,
}

impl Peer {
    async fn enter(name: &'static str, door: &Sender<DuplexStream>) -> Peer {
        let (stream, far) = duplex(64);
        let _ = timeout(Duration::from_secs(60), door.send(far)).await;
        say(format!("{name} has connected"));
        settle().await;
        Peer { name, stream }
    }

    async fn says(&mut self, line: &str) {
        say(format!("{} sends {}", self.name, show(line.as_bytes())));
        let write = self.stream.write_all(line.as_bytes());
        let _ = timeout(Duration::from_secs(60), write).await;
    }

    /// What has come, as soon as nothing more comes.
    async fn hears(&mut self) -> Vec<u8> {
        let mut heard = Vec::new();
        let second = Duration::from_secs(1);
        while let Ok(Ok(n)) =
            timeout(second, self.stream.read_buf(&mut heard)).await
        {
            if n == 0 {
                break;
            }
        }
        say(format!("{} hears {}", self.name, show(&heard)));
        heard
    }
}

/// On a clock that is paused, this passes when no task has anything to do.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

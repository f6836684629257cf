//! Three peers talk; one does not read and leaves, one sends no line break.

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
    ann.says("meanwhile\n").await;
    bob.hears().await;
    bob.says("line\n").await;
    must(
        ann.hears().await == b"half a line\n",
        "Bob's line came in two pieces, and Ann was to get all of it. If the \
         first piece is missing, look for a future that is dropped when \
         another line comes, and takes the piece along.",
    )?;
    eve.hears().await;

    say("Eve stops reading");
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

    for _ in 0..MANY {
        ann.sends(LONG_LINE).await;
        bob.reads().await;
    }
    say(format!("Ann sends {MANY} more lines, and Bob reads"));
    let behind = eve.reads().await.len();
    say(format!("Eve reads again, and gets {behind} bytes"));
    must(
        behind < 64 * MANY,
        "Nobody knew whether Eve would ever read them, and all of these lines \
         were in the memory of your server. Give her queue a limit, and Eve \
         the end of her connection when it is full.",
    )?;

    drop(eve);
    say("Eve has gone");
    ann.says("still here?\n").await;
    must(
        bob.hears().await == b"still here?\n",
        "Eve has gone, and the others no longer hear each other.",
    )?;

    let mut sent = 0;
    while sent < 64 * MANY && bob.sends(&[b'x'; 64]).await {
        sent += 64;
    }
    say(format!("Bob sends {sent} bytes without a line break"));
    bob.sends(b"\n").await;
    let heard = ann.reads().await;
    say(format!(
        "Bob sends a line break, and Ann hears {}",
        show(&heard)
    ));
    must(
        heard.len() <= 64 * MANY,
        "All of Bob's bytes were in the memory of your server. Give lines a \
         limit, and a peer that goes beyond it the end of its connection.",
    )?;
    must(
        !heard.contains(&b'x'),
        "Ann got a piece of a line that is too long, and takes it for a line. \
         Pass on none of it.",
    )?;
    ann.says("bye\n").await;
    let mut late = Peer::enter("Tom", &door).await;
    ann.says("hello Tom\n").await;
    must(
        late.hears().await.ends_with(b"hello Tom\n"),
        "Tom has come later, and hears nothing.",
    )
}

const LONG_LINE: &[u8; 64] =
    b"on and on and on, and on and on: a line of 64 bytes, as all are\n";

/// So many lines of 64 bytes are more than a server may keep for anybody.
const MANY: usize = 4000;

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
        self.sends(line.as_bytes()).await;
    }

    /// Whether there was room for the bytes.
    async fn sends(&mut self, bytes: &[u8]) -> bool {
        let write = self.stream.write_all(bytes);
        matches!(timeout(Duration::from_secs(60), write).await, Ok(Ok(())))
    }

    async fn hears(&mut self) -> Vec<u8> {
        let heard = self.reads().await;
        say(format!("{} hears {}", self.name, show(&heard)));
        heard
    }

    /// What has come, as soon as nothing more comes.
    async fn reads(&mut self) -> Vec<u8> {
        let mut heard = Vec::new();
        let read = self.stream.read_to_end(&mut heard);
        let _ = timeout(Duration::from_millis(1), read).await;
        heard
    }
}

/// On a clock that is paused, this passes when no task has anything to do.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

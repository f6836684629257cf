//! Three clients: one reads, one pauses and reads again, one never reads.

use std::cell::Cell;
use std::future::pending;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, timeout};

use crate::wire::{say, show};
use crate::{NEVER, Verdict, judge, must};

pub fn check<F>(broadcast: F) -> Verdict
where
    F: AsyncFn(Receiver<String>, Vec<DuplexStream>) + Send + 'static,
{
    judge(|| checked(broadcast))
}

async fn checked(
    broadcast: impl AsyncFn(Receiver<String>, Vec<DuplexStream>),
) -> Verdict {
    let (lines, receiver) = channel(1);
    let (clients, streams) =
        [Client::new("Bob"), Client::new("Ann"), Client::new("Eve")]
            .into_iter()
            .unzip();
    let has_returned = Cell::new(false);
    tokio::select! {
        biased; // the advice is the same each time
        // No wait in here is without a limit.
        verdict = talk(lines, clients, &has_returned) => verdict,
        () = async {
            broadcast(receiver, streams).await;
            has_returned.set(true);
            pending().await
        } => unreachable!(),
    }
}

async fn talk(
    lines: Sender<String>,
    clients: Vec<Client>,
    has_returned: &Cell<bool>,
) -> Verdict {
    let Ok([bob, mut ann, mut eve]) = <[_; 3]>::try_from(clients) else {
        unreachable!()
    };
    say("Bob does not read. Eve will read again after 16 lines.");
    for n in 1..=24 {
        let line = line(n);
        let began = Instant::now();
        let sent = timeout(NEVER, lines.send(line.clone())).await;
        let heard = ann.hears().await;
        must(
            matches!(sent, Ok(Ok(()))) && heard == line,
            "Ann reads, and did not get this line. A write to Bob waits until \
             Bob reads, and so must not hold up anybody else: give each client \
             a task that writes to it, and a queue.",
        )?;
        let late = ann.heard_at - began;
        must(
            late.is_zero(),
            format!(
                "Ann reads, and got this line {late:?} late, since you waited \
                 for Bob. A wait with a limit is a wait: look whether his \
                 queue has room, as `try_send` does, and go on."
            ),
        )?;
        if n == 16 {
            let all: String = (1..=n).map(self::line).collect();
            must(
                eve.hears().await == all,
                "Eve did not read for 16 lines, and so many may wait. She was \
                 to get all of them when she read again.",
            )?;
        } else if n > 16 {
            must(
                eve.hears().await == line,
                "Eve reads again, and did not get this line.",
            )?;
        }
    }
    bob.must_be_gone().await?;

    say("Ann and Eve pause");
    for n in 25..=29 {
        let _ = timeout(NEVER, lines.send(line(n))).await;
    }
    drop(lines);
    say("there are no more lines");
    settle().await;
    let rest: String = (25..=29).map(line).collect();
    for client in [&mut ann, &mut eve] {
        let is_early = has_returned.get();
        let heard = client.hears().await;
        must(
            heard == rest && !is_early,
            match heard == rest {
                true => {
                    "You returned before these lines were written. If the \
                     program had exited then, they would be lost."
                }
                false => {
                    "These were not all of the last five lines. When there are \
                     no more lines, what is in the queues has still to be \
                     written: wait for the tasks that do it. A `JoinSet` that \
                     is dropped aborts them."
                }
            },
        )?;
        must(
            client.has_ended,
            format!(
                "{} has all lines, and waits for the end of the stream.",
                client.name
            ),
        )?;
    }
    settle().await;
    must(
        has_returned.get(),
        "All lines are written, and you have not returned.",
    )
}

/// 32 bytes: the way to a client has room for two.
fn line(n: usize) -> String {
    format!("{:.<31}\n", format!("line {n} "))
}

struct Client {
    name: &'static str,
    stream: DuplexStream,
    has_ended: bool,
    /// When the last bytes came.
    heard_at: Instant,
}

impl Client {
    fn new(name: &'static str) -> (Client, DuplexStream) {
        let (stream, far) = duplex(64);
        let client = Client {
            name,
            stream,
            has_ended: false,
            heard_at: Instant::now(),
        };
        (client, far)
    }

    /// What has come, as soon as nothing more comes.
    async fn hears(&mut self) -> String {
        let mut heard = Vec::new();
        let second = Duration::from_secs(1);
        while let Ok(Ok(n)) =
            timeout(second, self.stream.read_buf(&mut heard)).await
        {
            if n == 0 {
                self.has_ended = true;
                break;
            }
            self.heard_at = Instant::now();
        }
        say(format!("{} hears {}", self.name, show(&heard)));
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// Nobody may hold the other side of this client, which has never read.
    async fn must_be_gone(mut self) -> Verdict {
        if self.stream.write_all(b"x").await.is_err() {
            return Ok(());
        }
        say(format!("{} is still connected, and reads again", self.name));
        let heard = self.hears().await;
        let count = heard.lines().count();
        must(
            count < 22,
            format!(
                "Bob did not read for 24 lines. {} of them were in your \
                 memory, which is more than 16. Give the queue that limit, and \
                 close the connection of a client whose queue is full.",
                count - 2 // on the way
            ),
        )?;
        must(
            self.has_ended,
            "Bob was to be disconnected when he was more than 16 lines behind. \
             He is still there, and has lost lines without knowing it.",
        )?;
        must(
            false,
            "You send Bob nothing any more, and his connection is still open. \
             His task waits in a write until he reads, which may be never, and \
             does not see what becomes of its queue. Something has to end the \
             task.",
        )
    }
}

/// On a clock that is paused, this passes when no task has anything to do.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

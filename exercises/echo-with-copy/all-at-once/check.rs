//! Two peers, of whom the first says nothing until the second is done.

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};

use crate::wire::{Wire, say};
use crate::{Verdict, ends, judge, must};

type Connections = Receiver<Wire<DuplexStream>>;

pub fn check<F>(serve: F) -> Verdict
where
    F: AsyncFn(Connections) -> u64 + Send + 'static,
{
    judge(|| checked(serve))
}

async fn checked(serve: impl AsyncFn(Connections) -> u64) -> Verdict {
    let (sender, receiver) = channel(2);
    let (mut one, far) = duplex(64);
    let _ = sender.send(Wire::on("on A, ", far)).await;
    let (mut two, far) = duplex(64);
    let _ = sender.send(Wire::on("on B, ", far)).await;
    say("peers A and B have connected");
    let peers = async {
        say("B sends \"hello\"");
        let _ = two.write_all(b"hello").await;
        let mut echo = [0; 5];
        let answer = ends(two.read_exact(&mut echo), "").await;
        let answer = answer.map_err(|_| {
            let tasks = Handle::current().metrics().num_alive_tasks();
            match tasks {
                0 => {
                    "B waits for its echo, and your function waits for A, who \
                     has not sent anything. Give each connection a task of \
                     its own."
                }
                _ => {
                    "B waits for its echo. A has a task of its own, and your \
                     loop waits for that task to end before it takes the next \
                     connection. Keep the handle, and wait for it later."
                }
            }
        })?;
        must(
            answer.is_ok() && echo == *b"hello",
            "B was to get \"hello\" back, and did not.",
        )?;
        say("no other peer will connect");
        drop(sender);
        // Whoever wants to return too early gets an opportunity.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        say("A sends \"goodbye\" and goes; so does B");
        let _ = one.write_all(b"goodbye").await;
        let _ = one.shutdown().await;
        let _ = two.shutdown().await;
        Ok(())
    };
    let mut early = true;
    let server = async {
        let total = serve(receiver).await;
        say(format!("your function returned {total}"));
        total
    };
    let both = async {
        tokio::pin!(server);
        tokio::pin!(peers);
        tokio::select! {
            biased; // the advice is the same each time
            advised = &mut peers => {
                early = false;
                advised?;
                let advice = "All peers have gone, and your function has not \
                              returned.";
                ends(server, advice).await
            }
            total = &mut server => {
                let advised: Verdict = peers.await;
                advised.map(|()| total)
            }
        }
    };
    let total = both.await?;
    must(
        !early,
        "Your function returned while A and B were still connected, so it \
         could not know the total. Keep the tasks, and wait for all of them \
         once no other peer connects.",
    )?;
    must(
        total != 7 && total != 5,
        format!(
            "A sent 7 bytes, B sent 5, and your total is {total}: one has taken \
             the place of the other. Add them."
        ),
    )?;
    must(
        total == 12,
        format!("A sent 7 bytes, B sent 5, and your total is {total}."),
    )
}

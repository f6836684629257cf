//! Four peers: the first says nothing until others are done, and one breaks.

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};

use crate::wire::{Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

type Connections = Receiver<Wire<DuplexStream>>;

pub fn check<F>(serve: F) -> Verdict
where
    F: AsyncFn(Connections) -> u64 + Send + 'static,
{
    judge(|| checked(serve))
}

async fn checked(serve: impl AsyncFn(Connections) -> u64) -> Verdict {
    let (sender, receiver) = channel(4);
    let mut peers = Vec::new();
    for on in ["on A, ", "on B, ", "on C, ", "on D, "] {
        let (near, far) = duplex(64);
        let _ = sender.send(Wire::on(on, far)).await;
        peers.push(near);
    }
    let peers: [DuplexStream; 4] = peers.try_into().expect("four");
    say("peers A, B, C and D have connected");
    let peers = async {
        let [mut a, mut b, mut c, mut d] = peers;
        let nobody = "B waits for its echo, and your function waits for A, \
                      who has not sent anything. Give each connection a task \
                      of its own.";
        let a_task = "B waits for its echo. A has a task of its own, and your \
                      loop waits for that task to end before it takes the \
                      next connection. Keep the handle, and wait for it later.";
        let advice = || match Handle::current().metrics().num_alive_tasks() {
            _ if times("on B, you asked") > 0 => HELD,
            0 => nobody,
            _ => a_task,
        };
        echoed(&mut b, "B", "hello", advice).await?;
        let advice = || {
            "C waits for its echo, and your function has taken two of four \
             connections, or fewer. Take them until the channel is closed."
        };
        echoed(&mut c, "C", "hi", advice).await?;
        say("D sends \"lost\", and breaks the connection");
        let _ = d.write_all(b"lost").await;
        drop(d);
        say("no other peer will connect");
        drop(sender);
        // Whoever wants to return too early gets an opportunity.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        echoed(&mut a, "A", "good", || HELD).await?;
        echoed(&mut a, "A", "bye", || HELD).await?;
        say("A, B and C shut down their writing halves");
        let _ = a.shutdown().await;
        let _ = b.shutdown().await;
        let _ = c.shutdown().await;
        Verdict::Ok(())
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
            total = &mut server => Ok(total),
        }
    };
    let total = both.await?;
    must(
        !early,
        "Your function returned while A, B and C were still connected, so it \
         could not know the total. Keep the tasks, and wait for all of them \
         once no other peer connects.",
    )?;
    must(
        total == 14,
        format!(
            "A sent 7 bytes, B sent 5, C sent 2, and the connection of D failed. \
             Your total is {total}, not 14: add what each connection has \
             echoed."
        ),
    )
}

const HELD: &str = "Its bytes have been read, and not sent back: your task waits \
                    for more. Echo what comes as it comes.";

/// `peer` sends and gets the same back; if not, it is `advice`.
async fn echoed(
    peer: &mut DuplexStream,
    name: &str,
    text: &'static str,
    advice: impl Fn() -> &'static str,
) -> Verdict {
    say(format!("{name} sends {text:?}"));
    let _ = peer.write_all(text.as_bytes()).await;
    let mut echo = vec![0; text.len()];
    let answer = ends(peer.read_exact(&mut echo), "").await;
    let answer = answer.map_err(|_| advice())?;
    must(
        answer.is_ok(),
        format!(
            "{name} has sent {text:?}, and your code has closed its connection. \
             Echo until the end of its stream: one `read` does not bring all \
             that a peer will send."
        ),
    )?;
    must(
        echo == text.as_bytes(),
        format!("{name} has sent {text:?}, and got {}.", show(&echo)),
    )
}

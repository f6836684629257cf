//! Connections that end after 10 and 20 seconds, and one that never does.

use std::future::pending;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::wire::say;
use crate::{Verdict, ends, judge, must};

pub fn check<F>(drain: F) -> Verdict
where
    F: AsyncFn(JoinSet<()>, &mut Receiver<()>) -> bool + Send + 'static,
{
    judge(|| checked(drain))
}

async fn checked(
    drain: impl AsyncFn(JoinSet<()>, &mut Receiver<()>) -> bool,
) -> Verdict {
    say("two connections end 10 s and 20 s after the first signal:");
    let start = Instant::now();
    let mut connections = JoinSet::new();
    connections.spawn(ends_after(10));
    connections.spawn(ends_after(20));
    let (sender, mut signals) = channel(1);
    let is_done = ends(drain(connections, &mut signals), "You do not return.");
    let is_done = is_done.await?;
    let seconds = start.elapsed().as_secs();
    say(format!("you returned {is_done} after {seconds} s"));
    must(
        seconds == 20,
        "You were to return after 20 s, when no connection is open any more. \
         Wait until `join_next` returns `None`.",
    )?;
    must(
        is_done,
        "All ended by themselves, so you were to return `true`.",
    )?;

    say("a connection never ends, and after 5 s comes a second signal:");
    let start = Instant::now();
    let mut connections = JoinSet::new();
    connections.spawn(pending());
    let signal = async {
        sleep(Duration::from_secs(5)).await;
        let _ = sender.send(()).await;
    };
    let both = async { tokio::join!(drain(connections, &mut signals), signal) };
    let (is_done, ()) = ends(
        both,
        "The second signal came, and you wait on. A user who has pressed \
         Ctrl-C twice wants to see the program end, whatever its peers do. \
         Wait for both at once.",
    )
    .await?;
    let seconds = start.elapsed().as_secs();
    say(format!("you returned {is_done} after {seconds} s"));
    must(!is_done && seconds == 5, "Return `false` after 5 s.")?;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let left = tasks();
    sleep(Duration::from_millis(1)).await; // time for what has been aborted
    must(
        tasks() == 0,
        "You returned, and the connection is still served: nothing has ended \
         its task. Abort what is left, and wait until it has ended.",
    )?;
    must(
        left == 0,
        "You returned, and the task of the connection was still there. It had \
         been aborted, and an aborted task ends when the runtime polls it \
         next. Wait for that.",
    )?;

    say("nobody can send signals any more, and a connection ends after 10 s:");
    drop(sender);
    let start = Instant::now();
    let mut connections = JoinSet::new();
    connections.spawn(ends_after(10));
    let is_done = ends(drain(connections, &mut signals), "You do not return.");
    let is_done = is_done.await?;
    let seconds = start.elapsed().as_secs();
    say(format!("you returned {is_done} after {seconds} s"));
    must(
        is_done && seconds == 10,
        "No signal came, and none can come: `recv` returns `None` then, at \
         once. That is not a second signal. Let only `Some(())` be one.",
    )
}

async fn ends_after(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

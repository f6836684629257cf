//! Peers that are silent, honest, slow and broken, on a clock that is paused.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use crate::wire::say;
use crate::{Verdict, judge, must};

/// What brings a peer's name, or an error, or nothing.
type Handshake = Pin<Box<dyn Future<Output = io::Result<&'static str>> + Send>>;

pub fn check<F, R>(answer: F) -> Verdict
where
    F: Fn(mpsc::Receiver<Handshake>, mpsc::Sender<&'static str>) -> R,
    F: Send + 'static,
    R: Future<Output = io::Result<()>> + Send + 'static,
{
    judge(move || async move {
        let (door, accepted) = mpsc::channel(64);
        let (ready, streams) = mpsc::channel(1);
        let answer = tokio::spawn(answer(accepted, ready));
        let verdict = checked(door, streams).await;
        answer.abort();
        verdict
    })
}

async fn checked(
    door: mpsc::Sender<Handshake>,
    mut streams: mpsc::Receiver<&'static str>,
) -> Verdict {
    let start = Instant::now();
    let (gone, mut silent_gone) = mpsc::channel::<()>(1);
    say("20 peers connect, and are silent");
    for gone in vec![gone; 20] {
        come(&door, async move {
            let _gone = gone; // dropped along with the handshake
            std::future::pending().await
        });
    }
    say("an honest peer connects");
    come(&door, async { Ok("honest") });
    let first = within(&mut streams, 3600).await;
    say_when("the honest peer is ready", first, start);
    must(
        first.is_some(),
        "The silent peers keep out everybody who comes after them. Do each \
         handshake in a task of its own, and accept the next peer meanwhile.",
    )?;
    must(
        start.elapsed() < Duration::from_secs(1),
        "The honest peer had to wait until silent ones were given up. With \
         a limit of 10 s, a few silent peers a minute are enough to keep \
         everybody out. Do each handshake in a task of its own, and wait for \
         none of them before the next one, nor before you send what came of \
         another.",
    )?;

    let is_gone = async {
        silent_gone.recv().await;
        start.elapsed().as_secs()
    };
    let is_gone = tokio::time::timeout(Duration::from_secs(3600), is_gone);
    let seconds = is_gone.await.ok();
    if let Some(seconds) = seconds {
        say(format!("the silent peers are given up after {seconds} s"));
    }
    must(
        seconds == Some(10),
        match seconds {
            None => "After an hour you still wait for a silent peer. It has \
                     your socket for as long as it likes: put a limit of 10 s \
                     on each handshake."
                .to_owned(),
            Some(n) => {
                format!("The limit was to be 10 s, and you gave up at {n} s.")
            }
        },
    )?;

    sleep(Duration::from_secs(4)).await;
    let begun = Instant::now();
    say("a peer connects");
    come(&door, async { Ok("next") });
    let next = within(&mut streams, 60).await;
    say_when("that peer is ready", next, begun);
    must(
        next == Some("next"),
        "The silent peers were given up, and since then nobody gets in. A \
         limit that has passed is about one peer: report it, and go on.",
    )?;

    say("a peer connects whose handshake fails");
    come(&door, async { Err(io::ErrorKind::InvalidData.into()) });
    say("a slow peer connects, who needs 9 s");
    let begun = Instant::now();
    come(&door, async {
        sleep(Duration::from_secs(9)).await;
        Ok("slow")
    });
    sleep_until(begun + Duration::from_secs(3)).await;
    say("after 3 s, another peer connects");
    come(&door, async { Ok("late") });
    let late = within(&mut streams, 5).await;
    say_when("the other peer is ready", late, begun);
    must(
        late == Some("late"),
        "A handshake had failed, and since then nobody gets in. Such an error \
         is about one peer: report it, and go on.",
    )?;
    let slow = within(&mut streams, 60).await;
    say_when("the slow peer is ready", slow, begun);
    must(
        slow == Some("slow"),
        "The slow peer was given up, although its handshake takes 9 s. Each \
         handshake has 10 s of its own.",
    )?;

    say("three peers connect, and `ready` has room for one");
    for name in ["first", "second", "third"] {
        come(&door, async move { Ok(name) });
    }
    sleep(Duration::from_secs(5)).await;
    let mut ready = 0;
    while ready < 3 && within(&mut streams, 60).await.is_some() {
        ready += 1;
    }
    say(format!("after 5 s, {ready} of them are found in `ready`"));
    must(
        ready == 3,
        "A handshake was done, and what came of it is lost. Wait until \
         `ready` has room for it.",
    )?;

    say("a last peer connects, who needs 9 s, and nobody else will come");
    let begun = Instant::now();
    come(&door, async {
        sleep(Duration::from_secs(9)).await;
        Ok("last")
    });
    drop(door);
    let last = within(&mut streams, 60).await;
    say_when("the last peer is ready", last, begun);
    must(
        last == Some("last"),
        "`accepted` has come to its end, and with it a handshake that had \
         begun. Let each that has begun go on; a `JoinSet`, for example, \
         aborts its tasks when it is dropped.",
    )
}

fn come(
    door: &mpsc::Sender<Handshake>,
    handshake: impl Future<Output = io::Result<&'static str>> + Send + 'static,
) {
    // If nobody accepts any more, then nobody gets ready either.
    let _ = door.try_send(Box::pin(handshake));
}

async fn within(
    streams: &mut mpsc::Receiver<&'static str>,
    seconds: u64,
) -> Option<&'static str> {
    let limit = Duration::from_secs(seconds);
    tokio::time::timeout(limit, streams.recv()).await.ok()?
}

fn say_when(what: &str, name: Option<&str>, start: Instant) {
    if name.is_some() {
        let seconds = start.elapsed().as_secs();
        say(format!("{what} after {seconds} s"));
    }
}

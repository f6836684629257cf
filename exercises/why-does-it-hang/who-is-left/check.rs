//! Four jobs, of which two talk to each other.

use std::cell::RefCell;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep, timeout};

use crate::wire::say;
use crate::{Verdict, judge, must};

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How long the reader's version may take for jobs of 2.5 s.
const LONG: Duration = Duration::from_secs(10);

pub fn check<F>(all: F) -> Verdict
where
    F: AsyncFn(Vec<(&'static str, Job)>, Duration, &mut dyn FnMut(&str))
        + Send
        + 'static,
{
    judge(|| checked(all))
}

async fn checked(
    all: impl AsyncFn(Vec<(&'static str, Job)>, Duration, &mut dyn FnMut(&str)),
) -> Verdict {
    let start = Instant::now();
    let (near, far) = duplex(64);
    let jobs: Vec<(_, Job)> = vec![
        ("quick", Box::pin(async {})),
        ("ask", Box::pin(ask(near))),
        ("answer", Box::pin(answer(far))),
        ("slow", Box::pin(sleep(Duration::from_millis(1500)))),
    ];
    let reports = RefCell::new(Vec::new());
    let mut report = |names: &str| {
        let after = start.elapsed().as_secs_f64();
        say(format!("after {after:.1} s you report \"{names}\""));
        let tenths = (10.0 * after).round() as u64;
        reports.borrow_mut().push((tenths, names.into()));
    };
    say("the jobs are quick, ask, answer and slow, the period is 1 s");
    let all = all(jobs, Duration::from_secs(1), &mut report);
    let returned = timeout(LONG, all).await.is_ok();
    let after = start.elapsed().as_secs_f64();
    let reports: Vec<(u64, String)> = reports.take();
    must(
        returned,
        "\"ask\" waits for the answer of \"answer\", and that has not run. Jobs \
         that wait for each other have to go on at the same time.",
    )?;
    say(format!("after {after:.1} s your function returned"));
    must(
        start.elapsed() >= Duration::from_millis(2500),
        "\"answer\" takes 2.5 s, and you returned before it was done. Who \
         reports a job has to go on awaiting it.",
    )?;
    must(
        !reports.iter().any(|&(after, _)| after == 0),
        "You report before a period has passed. The first tick of an \
         `interval` comes at once; `interval_at` is told when to begin.",
    )?;
    let expected = [
        (10, "ask, answer, slow".to_owned()),
        (20, "ask, answer".to_owned()),
    ];
    must(
        !reports.iter().any(|(_, names)| names.contains("quick")),
        "\"quick\" was done at once, and you report it. Report only who is not \
         done.",
    )?;
    must(
        reports.iter().any(|&(after, _)| after == 20),
        "\"slow\" was done after 1.5 s, and there is no report after 2 s. The \
         period goes on, whoever is done meanwhile.",
    )?;
    must(
        reports == expected,
        "After 1 s \"ask, answer, slow\" should be reported, after 2 s \"ask, \
         answer\", and nothing else.",
    )?;
    must(
        start.elapsed() < Duration::from_millis(2600),
        "All jobs were done after 2.5 s, and you returned later. Wait for the \
         jobs as well as for the next tick.",
    )
}

async fn ask(mut stream: DuplexStream) {
    let _ = stream.write_all(b"?").await;
    let _ = stream.read_u8().await;
}

async fn answer(mut stream: DuplexStream) {
    let _ = stream.read_u8().await;
    sleep(Duration::from_millis(2500)).await;
    let _ = stream.write_all(b"!").await;
}

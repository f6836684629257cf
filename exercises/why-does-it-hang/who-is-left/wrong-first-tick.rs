//! Reports at once, since an interval begins with a tick.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::interval;

pub type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

pub async fn all(
    jobs: Vec<(&'static str, Job)>,
    period: Duration,
    report: &mut dyn FnMut(&str),
) {
    let mut names: Vec<_> = jobs.iter().map(|(name, _)| *name).collect();
    let mut tasks = JoinSet::new();
    for (name, job) in jobs {
        tasks.spawn(async move {
            job.await;
            name
        });
    }
    let mut ticks = interval(period);
    loop {
        tokio::select! {
            done = tasks.join_next() => match done {
                Some(Ok(done)) => names.retain(|name| *name != done),
                Some(Err(_)) => {} // it panicked, and is reported on
                None => return,
            },
            _ = ticks.tick() => report(&names.join(", ")),
        }
    }
}

//! Begins a new period whenever a job is done.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

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
    loop {
        match timeout(period, tasks.join_next()).await {
            Ok(Some(Ok(done))) => names.retain(|name| *name != done),
            Ok(Some(Err(_))) => {}
            Ok(None) => return,
            Err(_) => report(&names.join(", ")),
        }
    }
}

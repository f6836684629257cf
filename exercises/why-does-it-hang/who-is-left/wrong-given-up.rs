//! Gives the jobs up when it reports them.

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
    let names: Vec<_> = jobs.iter().map(|(name, _)| *name).collect();
    let tasks: JoinSet<()> = jobs.into_iter().map(|(_, job)| job).collect();
    if timeout(period, tasks.join_all()).await.is_err() {
        report(&names.join(", "));
    }
}

//! Reports also who is done.

use std::future::Future;
use std::pin::{Pin, pin};
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
    let mut done = pin!(tasks.join_all());
    while timeout(period, &mut done).await.is_err() {
        report(&names.join(", "));
    }
}

//! Awaits all jobs, and reports who is not done.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::timeout;

pub type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

pub async fn all(
    jobs: Vec<(&'static str, Job)>,
    period: Duration,
    report: &mut dyn FnMut(&str),
) {
    for (name, mut job) in jobs {
        while timeout(period, &mut job).await.is_err() {
            report(name);
        }
    }
}

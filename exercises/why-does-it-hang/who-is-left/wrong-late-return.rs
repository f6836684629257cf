//! Looks who is done, but only when a period has passed.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::sleep;

pub type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

pub async fn all(
    jobs: Vec<(&'static str, Job)>,
    period: Duration,
    report: &mut dyn FnMut(&str),
) {
    let mut tasks = Vec::new();
    for (name, job) in jobs {
        tasks.push((name, tokio::spawn(job)));
    }
    loop {
        sleep(period).await;
        tasks.retain(|(_, task)| !task.is_finished());
        if tasks.is_empty() {
            return;
        }
        let names: Vec<_> = tasks.iter().map(|(name, _)| *name).collect();
        report(&names.join(", "));
    }
}

//! Waits for tasks that have all ended, and waits in vain.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::task::TaskTracker;

// ANCHOR: main
#[tokio::main]
async fn main() {
    let tasks = TaskTracker::new();
    let _ = tasks.spawn(async {}).await;
    println!("{} tasks left", tasks.len());

    let patience = Duration::from_millis(100);
    if timeout(patience, tasks.wait()).await.is_err() {
        println!("still waiting");
    }

    tasks.close();
    tasks.wait().await;
    println!("done");
}
// ANCHOR_END: main

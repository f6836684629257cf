//! Measures how late a runtime is when a task has blocked its only thread.

use std::thread;
use std::time::Duration;

use tokio::io;
use tokio::time::{Instant, sleep};

// ANCHOR: main
async fn heartbeat() {
    let beat = Duration::from_millis(10);
    loop {
        let start = Instant::now();
        sleep(beat).await;
        let late = start.elapsed().saturating_sub(beat);
        if late >= Duration::from_millis(200) {
            println!("late by {:.1} ms", late.as_secs_f64() * 1000.0);
            return; // ①
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let heart = tokio::spawn(heartbeat());
    sleep(Duration::from_millis(20)).await;
    thread::sleep(Duration::from_millis(300)); // ②
    Ok(heart.await?)
}
// ANCHOR_END: main

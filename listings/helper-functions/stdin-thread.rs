//! Reads lines on a thread of its own, and returns from `main` meanwhile.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (sender, mut lines) = mpsc::channel(16);
    thread::spawn(move || {
        for line in io::stdin().lines() {
            if sender.blocking_send(line).is_err() {
                break; // ①
            }
        }
    });
    let patience = Duration::from_millis(100);

    match timeout(patience, lines.recv()).await {
        Ok(Some(line)) => println!("got {:?}", line?),
        Ok(None) => println!("the input has ended"),
        Err(_) => println!("nothing came for {patience:?}"),
    }

    println!("main returns");
    Ok(())
}
// ANCHOR_END: main

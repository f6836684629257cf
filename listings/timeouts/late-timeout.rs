//! Puts a timeout around work that blocks, in two places.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() {
    let short = Duration::from_millis(10);

    let in_the_task = async {
        thread::sleep(10 * short); // ①
        "done"
    };
    println!("{:?}", timeout(short, in_the_task).await);

    let (release, released) = mpsc::channel::<()>();
    let on_a_thread = spawn_blocking(move || {
        let _ = released.recv(); // ②
        println!("the thread is done, and nobody wants its result");
    });
    println!("{:?}", timeout(short, on_a_thread).await);

    drop(release); // ③
}
// ANCHOR_END: main

//! Says what it waits for, if that takes long.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::timeout;

// ANCHOR: told
const LONG: Duration = Duration::from_secs(20);

/// Awaits `future`, and says so again and again if that takes long.
pub async fn told<F: Future>(what: &str, future: F) -> F::Output {
    let mut future = pin!(future); // ①
    loop {
        match timeout(LONG, &mut future).await {
            Ok(output) => return output,
            Err(_) => println!("still {what}"),
        }
    }
}
// ANCHOR_END: told

// ANCHOR: reader
async fn reader(events: mpsc::Sender<u8>) -> io::Result<()> {
    let mut peer = io::repeat(b'x');
    for number in 1.. {
        let message = told("waiting for the peer", peer.read_u8()).await?;
        let what = format!("handing on message {number}");
        let sent = told(&what, events.send(message)).await;
        sent.map_err(io::Error::other)?;
    }
    Ok(())
}
// ANCHOR_END: reader

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (events, mut first_events) = mpsc::channel(64);
    tokio::spawn(reader(events));
    for _ in 0..2 {
        first_events.recv().await;
    }

    let session = std::future::pending::<()>();
    let _ = timeout(Duration::from_secs(70), session).await;
}

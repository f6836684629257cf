//! Reads messages and hands them on, until something holds it up.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use tokio::io::{self, AsyncReadExt};
use tokio::sync::mpsc;
use tokio::time::timeout;

// ANCHOR: reader
static MESSAGES: AtomicU32 = AtomicU32::new(0);

async fn reader(events: mpsc::Sender<u8>) -> io::Result<()> {
    let mut peer = io::repeat(b'x'); // ①
    loop {
        let message = peer.read_u8().await?;
        MESSAGES.fetch_add(1, Relaxed);
        events.send(message).await.map_err(io::Error::other)?;
    }
}
// ANCHOR_END: reader

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)] // ①
async fn main() {
    let (events, mut first_events) = mpsc::channel(64);
    tokio::spawn(reader(events));
    for _ in 0..2 {
        first_events.recv().await; // ②
    }

    let session = std::future::pending::<()>(); // ③
    if timeout(Duration::from_secs(60), session).await.is_err() {
        println!("{} messages read", MESSAGES.load(Relaxed));
    }
}
// ANCHOR_END: main

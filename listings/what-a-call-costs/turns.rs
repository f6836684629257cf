//! Counts another task's turns while one task reads bytes that are there.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::io::{self, AsyncReadExt, Repeat};
use tokio::sync::Mutex;
use tokio::task::{unconstrained, yield_now};

static TURNS: AtomicUsize = AtomicUsize::new(0);

// ANCHOR: main
async fn count_turns() {
    loop {
        TURNS.fetch_add(1, Relaxed);
        yield_now().await;
    }
}

async fn read_all(peer: &mut Repeat) -> io::Result<()> {
    for _ in 0..1_000 {
        peer.read_exact(&mut [0; 64]).await?;
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let mut peer = io::repeat(b'x'); // ①
    tokio::spawn(count_turns()); // ②
    read_all(&mut peer).await?;
    println!("read: {} turns", TURNS.load(Relaxed));
    // ANCHOR_END: main

    // ANCHOR: free
    yield_now().await; // ①
    TURNS.store(0, Relaxed);
    unconstrained(read_all(&mut peer)).await?;
    println!("read in unconstrained: {} turns", TURNS.load(Relaxed));
    // ANCHOR_END: free

    let peer = Mutex::new(peer);
    yield_now().await;
    TURNS.store(0, Relaxed);
    read_locked(&peer).await?;
    println!("read behind a Mutex: {} turns", TURNS.load(Relaxed));
    Ok(())
}

// ANCHOR: mutex
async fn read_locked(peer: &Mutex<Repeat>) -> io::Result<()> {
    for _ in 0..1_000 {
        peer.lock().await.read_exact(&mut [0; 64]).await?;
    }
    Ok(())
}
// ANCHOR_END: mutex

//! Proofs of the claims about the end of a stream.

use tokio::io::{self, AsyncReadExt};
use tokio::task::yield_now;

use crate::{connected, count_pending};

// ANCHOR: eof_spin
#[tokio::test]
async fn eof_spin() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    let mut buffer = vec![0; 1024];

    drop(far);
    assert_eq!(near.read(&mut buffer).await?, 0);

    let mut pending = 0;
    for _ in 0..100_000 {
        let (times, n) = count_pending(near.read(&mut buffer)).await;
        pending += times;
        assert_eq!(n?, 0);
    }
    assert!(pending < 1000, "{pending} of 100,000");
    Ok(())
}
// ANCHOR_END: eof_spin

// ANCHOR: eof_spin_turns
#[tokio::test] // one thread for all tasks
async fn eof_spin_turns() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    drop(far);
    assert_eq!(near.read(&mut [0; 10]).await?, 0);

    let spinning = tokio::spawn(async move {
        let mut empty = 0;
        while empty < 100_000 {
            empty += usize::from(near.read(&mut [0; 10]).await? == 0);
        }
        io::Result::Ok(empty)
    });
    let mut turns = 0;
    while !spinning.is_finished() {
        turns += 1;
        yield_now().await;
    }

    assert_eq!(spinning.await??, 100_000);
    assert!(turns > 10, "{turns} turns");
    Ok(())
}
// ANCHOR_END: eof_spin_turns

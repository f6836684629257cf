//! Proofs of the claims about the end of a stream.

use std::task::Poll;

use tokio::io::{self, AsyncReadExt};

use crate::{connected, poll_once};

// ANCHOR: eof_spin
#[tokio::test]
async fn eof_spin() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    let mut buffer = vec![0; 1024];

    drop(far);
    assert_eq!(near.read(&mut buffer).await?, 0);

    for _ in 0..100_000 {
        let at_once = poll_once(near.read(&mut buffer));
        assert!(matches!(at_once, Poll::Ready(Ok(0))));
    }
    Ok(())
}
// ANCHOR_END: eof_spin

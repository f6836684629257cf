//! Functions that readers copy out of a program, with peers that the program
//! itself does not have.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::time::{Instant, timeout};

#[allow(dead_code)] // `main`
#[path = "../../listings/timeouts/idle-timeout.rs"]
mod idle_timeout;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test(start_paused = true)]
async fn idle_timeout_leaves_a_peer_that_never_reads() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(4);
    let start = Instant::now();
    let echo = tokio::spawn(idle_timeout::echo(stream));

    peer.write_all(b"twice four").await?;

    let result = timeout(HOUR, echo).await??;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(start.elapsed(), Duration::from_secs(30));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn idle_timeout_leaves_nobody_who_says_something_in_time() {
    let (mut peer, stream) = io::duplex(4);
    let echo = tokio::spawn(idle_timeout::echo(stream));

    for _ in 0..10 {
        tokio::time::sleep(Duration::from_secs(29)).await;
        // More than the pipe has room for, so the answer comes in parts.
        let mut answer = [0; 10];
        let (mut reader, mut writer) = io::split(&mut peer);
        let sent = writer.write_all(b"ten bytes.");
        let (sent, read) = tokio::join!(sent, reader.read_exact(&mut answer));
        assert!(sent.is_ok() && read.is_ok());
        assert_eq!(&answer, b"ten bytes.");
    }
    drop(peer);
    assert!(echo.await.unwrap().is_ok());
}

#[tokio::test]
async fn idle_timeout_returns_the_error_of_a_write() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(64);
    peer.write_all(b"hello").await?;
    drop(peer); // nobody will read the answer

    let result = idle_timeout::echo(stream).await;

    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);
    Ok(())
}

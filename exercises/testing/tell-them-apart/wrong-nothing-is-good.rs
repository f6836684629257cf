//! Writes all before it reads, through a pipe that is too narrow for that.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::timeout;

/// A good server sends back every byte, and ends its half when you end yours.
pub async fn is_good<F>(server: impl Fn(DuplexStream) -> F) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    let (mut near, far) = duplex(4);
    tokio::spawn(server(far));
    let sent = b"a long line, then a short one\nhi\n";
    let mut echo = Vec::new();
    let talk = async {
        near.write_all(sent).await?;
        near.shutdown().await?;
        near.read_to_end(&mut echo).await
    };
    let ended = timeout(Duration::from_secs(60), talk).await;
    ended.is_ok() && echo == sent
}

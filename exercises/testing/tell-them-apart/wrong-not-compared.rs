//! Does not look at what comes back.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split};
use tokio::time::timeout;

/// A good server sends back every byte, and ends its half when you end yours.
pub async fn is_good<F>(server: impl Fn(DuplexStream) -> F) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    // Four bytes at a time, so that no read or write takes all.
    let (near, far) = duplex(4);
    let server = tokio::spawn(server(far));
    let (mut reader, mut writer) = split(near);
    let sent = b"a long line, then a short one\nhi\n";
    let mut echo = Vec::new();
    let talk = async {
        let send = async {
            writer.write_all(sent).await?;
            writer.shutdown().await
        };
        tokio::try_join!(send, reader.read_to_end(&mut echo)).is_ok()
    };
    let ended = timeout(Duration::from_secs(60), talk).await;
    server.abort();
    ended == Ok(true)
}

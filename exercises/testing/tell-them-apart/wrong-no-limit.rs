//! Waits for ever for the end that a broken server does not send.

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split};

/// A good server sends back every byte, and ends its half when you end yours.
pub async fn is_good<F>(server: impl Fn(DuplexStream) -> F) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    let (near, far) = duplex(4);
    tokio::spawn(server(far));
    let (mut reader, mut writer) = split(near);
    let sent = b"a long line, then a short one\nhi\n";
    let mut echo = Vec::new();
    let send = async {
        writer.write_all(sent).await?;
        writer.shutdown().await
    };
    let talk = tokio::try_join!(send, reader.read_to_end(&mut echo));
    talk.is_ok() && echo == sent
}

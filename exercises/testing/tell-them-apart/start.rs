//! Tells a good server from broken ones.

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// A good server sends back every byte, and ends its half when you end yours.
pub async fn is_good<F>(server: impl Fn(DuplexStream) -> F) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    let (mut near, far) = duplex(1024);
    tokio::spawn(server(far));
    let mut echo = [0; 5];
    near.write_all(b"hello").await.is_ok()
        && near.read_exact(&mut echo).await.is_ok()
        && echo == *b"hello"
}

//! Begins anew after each limit.

use std::time::Duration;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

const STALL: Duration = Duration::from_secs(30);

pub async fn send<W>(writer: &mut W, body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    for _ in 0..10 {
        match timeout(STALL, writer.write_all(body)).await {
            Ok(result) => return result,
            Err(_) => continue,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

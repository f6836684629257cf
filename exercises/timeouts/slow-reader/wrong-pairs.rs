//! Limits each pair of bytes, of which a slow peer may take one in time.

use std::time::Duration;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

const STALL: Duration = Duration::from_secs(30);

pub async fn send<W>(writer: &mut W, body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    for chunk in body.chunks(2) {
        timeout(STALL, writer.write_all(chunk)).await??;
    }
    Ok(())
}

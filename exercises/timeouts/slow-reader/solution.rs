//! Sends a large body to a peer that may read no more.

use std::time::Duration;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

const STALL: Duration = Duration::from_secs(30);

pub async fn send<W>(writer: &mut W, mut body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    while !body.is_empty() {
        match timeout(STALL, writer.write(body)).await?? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            n => body = &body[n..],
        }
    }
    Ok(())
}

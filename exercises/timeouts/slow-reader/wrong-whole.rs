//! Limits the whole body, however fast the peer takes it.

use std::time::Duration;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

const STALL: Duration = Duration::from_secs(30);

pub async fn send<W>(writer: &mut W, body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    timeout(STALL, writer.write_all(body)).await?
}

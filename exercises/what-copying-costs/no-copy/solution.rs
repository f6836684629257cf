//! Sends a head and a body, in one call and without a copy of the body.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio_util::bytes::Buf;

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut message = head.chain(body);
    writer.write_all_buf(&mut message).await
}

//! Joins both in a vector.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let message = [head, body].concat();
    writer.write_all(&message).await
}

//! Leaves it to a buffer, which is too small for the body.

use tokio::io::{self, AsyncWrite, AsyncWriteExt, BufWriter};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut writer = BufWriter::new(writer);
    writer.write_all(head).await?;
    writer.write_all(body).await?;
    writer.flush().await
}

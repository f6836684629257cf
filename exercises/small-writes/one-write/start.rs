//! Answers a request, head and body in one write.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn respond<W>(writer: &mut W, body: &str) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let length = body.len().to_string();
    writer.write_all(b"Length: ").await?;
    writer.write_all(length.as_bytes()).await?;
    writer.write_all(b"\r\n\r\n").await?;
    writer.write_all(body.as_bytes()).await
}

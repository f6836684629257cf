//! Gathers the response in a buffer that is too short for most.

use tokio::io::{self, AsyncWrite, AsyncWriteExt, BufWriter};

pub async fn respond<W>(writer: &mut W, body: &str) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut writer = BufWriter::with_capacity(64, writer);
    let head = format!("Length: {}\r\n\r\n", body.len());
    writer.write_all(head.as_bytes()).await?;
    writer.write_all(body.as_bytes()).await?;
    writer.flush().await
}

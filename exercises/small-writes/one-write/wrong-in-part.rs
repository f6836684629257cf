//! Does not ask how much the write has taken.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn respond<W>(writer: &mut W, body: &str) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let response = format!("Length: {}\r\n\r\n{body}", body.len());
    writer.write(response.as_bytes()).await?;
    Ok(())
}

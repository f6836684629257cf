//! Counts characters.

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn respond<W>(writer: &mut W, body: &str) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let length = body.chars().count();
    let response = format!("Length: {length}\r\n\r\n{body}");
    writer.write_all(response.as_bytes()).await
}

//! Does not notice that the header is cut off.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite};

pub async fn copy_body<R, W>(
    mut reader: R,
    header: u64,
    writer: &mut W,
) -> io::Result<u64>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    io::copy(&mut (&mut reader).take(header), &mut io::sink()).await?;
    io::copy(&mut reader, writer).await
}

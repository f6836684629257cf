//! Holds all of the header in memory.

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
    let mut head = vec![0; header as usize];
    reader.read_exact(&mut head).await?;
    io::copy(&mut reader, writer).await
}

//! Loses what a `BufReader` has read ahead.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, BufReader};

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
    BufReader::new(&mut reader).read_exact(&mut head).await?;
    io::copy(&mut reader, writer).await
}

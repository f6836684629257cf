//! Passes on what follows a header of a known length.

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
    let mut head = (&mut reader).take(header);
    if io::copy(&mut head, &mut io::sink()).await? < header {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    io::copy(&mut reader, writer).await
}

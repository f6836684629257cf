//! Writes once more when nothing is left.

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

pub async fn write_all<W>(writer: &mut W, mut bytes: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    loop {
        match writer.write(bytes).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            n => bytes = &bytes[n..],
        }
    }
}

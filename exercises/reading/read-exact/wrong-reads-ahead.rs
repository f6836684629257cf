//! Reads more than the buffer has room for, and drops the rest.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub async fn read_exact<R>(reader: &mut R, buffer: &mut [u8]) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    let mut piece = [0; 1024];
    let mut filled = 0;
    while filled < buffer.len() {
        let n = reader.read(&mut piece).await?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let n = n.min(buffer.len() - filled);
        buffer[filled..filled + n].copy_from_slice(&piece[..n]);
        filled += n;
    }
    Ok(())
}

//! Fills the whole buffer, by means of `read` alone.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub async fn read_exact<R>(reader: &mut R, buffer: &mut [u8]) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => filled += n,
        }
    }
    Ok(())
}

//! Forgets that a stream may end.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub async fn read_exact<R>(reader: &mut R, buffer: &mut [u8]) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    let mut filled = 0;
    while filled < buffer.len() {
        filled += reader.read(&mut buffer[filled..]).await?;
    }
    Ok(())
}

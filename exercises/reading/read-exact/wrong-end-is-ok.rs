//! Takes the end of the stream for success.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub async fn read_exact<R>(reader: &mut R, buffer: &mut [u8]) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    let mut filled = 0;
    loop {
        let n = reader.read(&mut buffer[filled..]).await?;
        filled += n;
        if n == 0 {
            return Ok(());
        }
    }
}

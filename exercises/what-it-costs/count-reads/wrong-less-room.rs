//! Counts the reads of another loop, some of which have less room.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn count_reads<R>(mut reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut buffer = Vec::with_capacity(8 * 1024);
    let (mut reads, mut bytes) = (0, 0);
    loop {
        let n = reader.read_buf(&mut buffer).await?;
        reads += 1;
        bytes += n as u64;
        if n == 0 {
            return Ok((reads, bytes));
        }
        if buffer.len() == buffer.capacity() {
            buffer.clear();
        }
    }
}

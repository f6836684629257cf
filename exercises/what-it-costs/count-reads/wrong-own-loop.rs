//! Counts the reads of another loop.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn count_reads<R>(mut reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut buffer = vec![0; 4 * 1024];
    let (mut reads, mut bytes) = (0, 0);
    loop {
        let n = reader.read(&mut buffer).await?;
        reads += 1;
        bytes += n as u64;
        if n == 0 {
            return Ok((reads, bytes));
        }
    }
}

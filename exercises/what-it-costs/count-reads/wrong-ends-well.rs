//! Takes an error for the end.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn count_reads<R>(mut reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut buffer = vec![0; 8 * 1024];
    let (mut reads, mut bytes) = (1, 0);
    while let Ok(n @ 1..) = reader.read(&mut buffer).await {
        reads += 1;
        bytes += n as u64;
    }
    Ok((reads, bytes))
}

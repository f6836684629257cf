//! Says how many reads a copy has made, and how many bytes have come.

use tokio::io::{self, AsyncRead};

pub async fn count_reads<R>(mut reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let bytes = io::copy(&mut reader, &mut io::sink()).await?;
    let reads = bytes.div_ceil(8192); // of 8 KiB each
    Ok((reads, bytes))
}

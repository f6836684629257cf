//! Says how many reads a copy has made, and how many bytes have come.

use tokio::io::{self, AsyncRead};
use tokio_util::io::InspectReader;

pub async fn count_reads<R>(reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut reads = 0;
    let mut counted = InspectReader::new(reader, |_| reads += 1);
    let bytes = io::copy(&mut counted, &mut io::sink()).await?;
    Ok((reads, bytes))
}

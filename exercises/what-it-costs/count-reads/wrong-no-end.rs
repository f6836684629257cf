//! Forgets the read that finds the end.

use tokio::io::{self, AsyncRead};
use tokio_util::io::InspectReader;

pub async fn count_reads<R>(reader: R) -> io::Result<(u64, u64)>
where
    R: AsyncRead + Unpin,
{
    let mut reads = 0;
    let mut counted = InspectReader::new(reader, |bytes| {
        reads += u64::from(!bytes.is_empty());
    });
    let bytes = io::copy(&mut counted, &mut io::sink()).await?;
    Ok((reads, bytes))
}

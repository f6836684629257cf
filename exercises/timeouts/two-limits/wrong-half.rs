//! Takes what there is when the stream ends for a request.

use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncRead, BufReader};
use tokio::time::timeout;

const IDLE: Duration = Duration::from_secs(60);
const REQUEST: Duration = Duration::from_secs(5);

pub async fn request<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut reader = BufReader::new(reader);
    timeout(IDLE, reader.fill_buf()).await??;
    let mut request = Vec::new();
    timeout(REQUEST, reader.read_until(b'\n', &mut request)).await??;
    Ok(request)
}

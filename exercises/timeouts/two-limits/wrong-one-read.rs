//! Takes what one read brings for the rest of the request.

use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncReadExt};
use tokio::time::timeout;

const IDLE: Duration = Duration::from_secs(60);
const REQUEST: Duration = Duration::from_secs(5);

pub async fn request<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let mut request = vec![timeout(IDLE, reader.read_u8()).await??];
    let mut buffer = [0; 1024];
    let n = timeout(REQUEST, reader.read(&mut buffer)).await??;
    request.extend(&buffer[..n]);
    Ok(request)
}

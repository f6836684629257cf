//! Gives each read 5 seconds once the request has begun.

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
    while !request.ends_with(b"\n") {
        request.push(timeout(REQUEST, reader.read_u8()).await??);
    }
    Ok(request)
}

//! Reads on when the stream has ended, until the time is up.

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
    let rest = async {
        while !request.ends_with(b"\n") {
            reader.read_buf(&mut request).await?;
        }
        Ok(request)
    };
    timeout(REQUEST, rest).await?
}

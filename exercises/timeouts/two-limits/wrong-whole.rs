//! Gives 5 seconds to everything, the silence before included.

use std::time::Duration;

use tokio::io::{self, AsyncRead, AsyncReadExt};
use tokio::time::timeout;

const REQUEST: Duration = Duration::from_secs(5);

pub async fn request<R>(reader: &mut R) -> io::Result<Vec<u8>>
where
    R: AsyncRead + Unpin,
{
    let request = async {
        let mut request = Vec::new();
        while !request.ends_with(b"\n") {
            request.push(reader.read_u8().await?);
        }
        Ok(request)
    };
    timeout(REQUEST, request).await?
}

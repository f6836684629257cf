//! Stops when it holds enough, and does not limit the read before that.

use std::pin::pin;

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn work<C, J>(
    client: &mut C,
    ahead: &mut Vec<u8>,
    job: J,
) -> io::Result<Option<J::Output>>
where
    C: AsyncRead + Unpin,
    J: Future,
{
    let mut job = pin!(job);
    loop {
        tokio::select! {
            answer = &mut job => return Ok(Some(answer)),
            read = client.read_buf(ahead), if ahead.len() < 1024 => {
                if read? == 0 {
                    return Ok(None);
                }
            }
        }
    }
}

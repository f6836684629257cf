//! Reads once, and after that watches no more.

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
    tokio::select! {
        answer = &mut job => Ok(Some(answer)),
        read = client.read_buf(ahead) => match read? {
            0 => Ok(None),
            _ => Ok(Some(job.await)),
        },
    }
}

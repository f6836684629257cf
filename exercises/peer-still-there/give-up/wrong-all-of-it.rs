//! Keeps whatever comes.

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
    tokio::select! {
        answer = job => Ok(Some(answer)),
        read = client.read_to_end(ahead) => read.map(|_| None),
    }
}

//! Watches, and throws away what it sees.

use tokio::io::{self, AsyncRead};

pub async fn work<C, J>(
    client: &mut C,
    _ahead: &mut Vec<u8>,
    job: J,
) -> io::Result<Option<J::Output>>
where
    C: AsyncRead + Unpin,
    J: Future,
{
    let mut nowhere = io::sink();
    tokio::select! {
        answer = job => Ok(Some(answer)),
        copied = io::copy(client, &mut nowhere) => copied.map(|_| None),
    }
}

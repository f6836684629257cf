//! Answers that it is busy, and leaves.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn refuse<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(b"busy\n").await
}

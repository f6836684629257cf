//! Reads the whole question before it answers.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn refuse<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    io::copy(&mut stream, &mut io::sink()).await?;
    stream.write_all(b"busy\n").await?;
    stream.shutdown().await
}

//! Reads the question, and does not say that it is done.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn refuse<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(b"busy\n").await?;
    io::copy(&mut stream, &mut io::sink()).await?;
    Ok(())
}

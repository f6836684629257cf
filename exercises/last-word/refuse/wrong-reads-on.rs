//! Reads on behind the end of the stream.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn refuse<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(b"busy\n").await?;
    stream.shutdown().await?;
    let mut buffer = [0; 64];
    while stream.read(&mut buffer).await.is_ok() {}
    Ok(())
}

//! Says that it is done, and only then what it has to say.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn refuse<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.shutdown().await?;
    stream.write_all(b"busy\n").await?;
    io::copy(&mut stream, &mut io::sink()).await?;
    Ok(())
}

//! Sends what one write takes.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn ask<S>(stream: S, question: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let mut answer = Vec::new();
    let send = async {
        writer.write(question).await?;
        writer.shutdown().await
    };
    tokio::try_join!(send, reader.read_to_end(&mut answer))?;
    Ok(answer)
}

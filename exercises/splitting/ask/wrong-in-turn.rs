//! Sends all of the question before it looks for an answer.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn ask<S>(stream: S, question: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    writer.write_all(question).await?;
    writer.shutdown().await?;
    let mut answer = Vec::new();
    reader.read_to_end(&mut answer).await?;
    Ok(answer)
}

//! Takes one read for the answer.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn ask<S>(stream: S, question: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    writer.write_all(question).await?;
    writer.shutdown().await?;
    let mut answer = vec![0; 1024];
    let n = reader.read(&mut answer).await?;
    answer.truncate(n);
    Ok(answer)
}

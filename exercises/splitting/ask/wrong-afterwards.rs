//! Shuts down once the answer is there.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn ask<S>(stream: S, question: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let mut answer = Vec::new();
    let receive = async {
        let n = reader.read_to_end(&mut answer).await?;
        writer.shutdown().await?;
        Ok::<_, io::Error>(n)
    };
    receive.await?;
    writer.write_all(question).await?;
    Ok(answer)
}

//! Sends data of any size through an echo server, and returns what came back.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn exchange<S>(stream: S, data: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    writer.write_all(data).await?;
    writer.shutdown().await?;
    let mut back = Vec::new();
    reader.read_to_end(&mut back).await?;
    Ok(back)
}

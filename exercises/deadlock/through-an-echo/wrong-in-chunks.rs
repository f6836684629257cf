//! Writes a chunk, and then reads the same number of bytes.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn exchange<S>(stream: S, data: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let mut back = vec![0; data.len()];
    for (chunk, echo) in data.chunks(32_768).zip(back.chunks_mut(32_768)) {
        writer.write_all(chunk).await?;
        reader.read_exact(echo).await?;
    }
    Ok(back)
}

//! Reads no more once all is written.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn exchange<S>(stream: S, data: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let send = async {
        writer.write_all(data).await?;
        writer.shutdown().await
    };
    let mut back = Vec::new();
    tokio::select! {
        sent = send => sent?,
        read = reader.read_to_end(&mut back) => drop(read?),
    }
    Ok(back)
}

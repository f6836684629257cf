//! Keeps the whole buffer each time, whatever the read has brought.

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
    let receive = async {
        let mut back = Vec::new();
        let mut buffer = [0; 64];
        while reader.read(&mut buffer).await? > 0 {
            back.extend(buffer);
        }
        Ok(back)
    };
    let ((), back) = tokio::try_join!(send, receive)?;
    Ok(back)
}

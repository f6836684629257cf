//! Begins to write anew whenever something has come back.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn exchange<S>(stream: S, data: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let mut back = Vec::new();
    let mut is_sent = false;
    while back.len() < data.len() {
        tokio::select! {
            biased; // the advice is the same each time
            sent = writer.write_all(data), if !is_sent => {
                sent?;
                is_sent = true;
            }
            read = reader.read_buf(&mut back) => drop(read?),
        }
    }
    writer.shutdown().await?;
    Ok(back)
}

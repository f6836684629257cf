//! Never says that it has finished.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn exchange<S>(stream: S, data: &[u8]) -> io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = io::split(stream);
    let mut back = Vec::new();
    tokio::try_join!(writer.write_all(data), reader.read_to_end(&mut back))?;
    Ok(back)
}

//! Sends the rest of the buffer, too.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn rot13<S>(stream: &mut S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = vec![0; 1024];
    loop {
        if stream.read(&mut buffer).await? == 0 {
            return Ok(());
        }
        for byte in &mut buffer {
            match byte {
                b'a'..=b'm' | b'A'..=b'M' => *byte += 13,
                b'n'..=b'z' | b'N'..=b'Z' => *byte -= 13,
                _ => {}
            }
        }
        stream.write_all(&buffer).await?;
    }
}

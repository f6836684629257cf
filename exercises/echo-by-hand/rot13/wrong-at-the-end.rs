//! Answers when the peer has sent everything.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn rot13<S>(stream: &mut S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    for byte in &mut bytes {
        match byte {
            b'a'..=b'm' | b'A'..=b'M' => *byte += 13,
            b'n'..=b'z' | b'N'..=b'Z' => *byte -= 13,
            _ => {}
        }
    }
    stream.write_all(&bytes).await
}

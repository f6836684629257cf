//! Echoes letters, moved by 13 places in the alphabet.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn rot13<S>(stream: &mut S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = vec![0; 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        let new = &mut buffer[..n];
        new.iter_mut().for_each(rotate);
        stream.write_all(new).await?;
    }
}

fn rotate(byte: &mut u8) {
    match byte {
        b'a'..=b'm' | b'A'..=b'M' => *byte += 13,
        b'n'..=b'z' | b'N'..=b'Z' => *byte -= 13,
        _ => {}
    }
}

//! Moves bytes from a slice to a vector, as it would between two sockets.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

// ANCHOR: relay
pub async fn relay<R, W>(mut reader: R, mut writer: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,  // ①
    W: AsyncWrite + Unpin, // ②
{
    let mut buffer = [0; 4];
    loop {
        let n = reader.read(&mut buffer).await?;
        if n == 0 {
            return writer.flush().await; // ③
        }
        writer.write_all(&buffer[..n]).await?;
    }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let source: &[u8] = b"look, no socket";
    let mut sink = Vec::new();

    relay(source, &mut sink).await?; // ④

    println!("{}", String::from_utf8_lossy(&sink));
    Ok(())
}
// ANCHOR_END: relay

//! Echoes, and should hold no buffer while it waits for its peer.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..n]).await?;
    }
}

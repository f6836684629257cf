//! Takes false readiness for an error.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    loop {
        stream.readable().await?;
        let mut buffer = vec![0; 16 * 1024];
        let n = stream.try_read(&mut buffer)?;
        if n == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..n]).await?;
    }
}

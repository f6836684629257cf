//! Reads once there should be something, and waits if there is not.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    loop {
        stream.readable().await?;
        let mut buffer = vec![0; 16 * 1024];
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}

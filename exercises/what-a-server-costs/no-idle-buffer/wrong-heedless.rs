//! Writes, and does not look whether that worked.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt, ErrorKind};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    loop {
        stream.readable().await?;
        let mut buffer = vec![0; 16 * 1024];
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => _ = stream.write_all(&buffer[..n]).await,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

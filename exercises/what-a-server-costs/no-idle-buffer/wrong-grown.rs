//! Begins with a small buffer, and holds what it has grown to.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt, ErrorKind};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => {
                stream.write_all(&buffer[..n]).await?;
                if n == buffer.len() {
                    buffer.resize(2 * n, 0);
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

//! Waits in `readable`, with the buffer in its hands.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt, ErrorKind};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => stream.write_all(&buffer[..n]).await?,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

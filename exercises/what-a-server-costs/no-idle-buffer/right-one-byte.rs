//! Lends `read` a buffer of one byte, and allocates one for the rest.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    let mut first = [0];
    while stream.read(&mut first).await? > 0 {
        let mut buffer = vec![0; 16 * 1024];
        buffer[0] = first[0];
        let more = match stream.try_read(&mut buffer[1..]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            result => result?,
        };
        stream.write_all(&buffer[..1 + more]).await?;
    }
    Ok(())
}

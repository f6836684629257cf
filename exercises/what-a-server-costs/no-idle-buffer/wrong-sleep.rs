//! Looks again and again, with a rest between.

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt, ErrorKind};
use tokio::time::{Duration, sleep};

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    loop {
        let mut buffer = vec![0; 16 * 1024];
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => stream.write_all(&buffer[..n]).await?,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                drop(buffer);
                sleep(Duration::from_millis(10)).await;
            }
            Err(error) => return Err(error),
        }
    }
}

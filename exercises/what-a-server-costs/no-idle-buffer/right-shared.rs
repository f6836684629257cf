//! Reads into a buffer that all connections of a thread share.

use std::cell::RefCell;

use exercises::no_idle_buffer::Socket;
use tokio::io::{self, AsyncWriteExt, ErrorKind};

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 16 * 1024]);
}

pub async fn echo(stream: &mut Socket) -> io::Result<()> {
    loop {
        stream.readable().await?;
        let bytes = BUFFER.with_borrow_mut(|buffer| {
            let n = stream.try_read(buffer)?;
            io::Result::Ok(buffer[..n].to_vec())
        });
        match bytes {
            Ok(bytes) if bytes.is_empty() => return Ok(()),
            Ok(bytes) => stream.write_all(&bytes).await?,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

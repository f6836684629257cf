//! Takes an attempt that wrote something for one that wrote all.

use std::io;

use exercises::send_all::Socket;

pub async fn send_all(socket: &Socket, bytes: &[u8]) -> io::Result<()> {
    loop {
        socket.writable().await?;
        match socket.try_write(bytes) {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

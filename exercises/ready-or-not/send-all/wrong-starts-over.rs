//! Counts the bytes, and sends from the start each time.

use std::io;

use exercises::send_all::Socket;

pub async fn send_all(socket: &Socket, bytes: &[u8]) -> io::Result<()> {
    let mut sent = 0;
    while sent < bytes.len() {
        socket.writable().await?;
        match socket.try_write(bytes) {
            Ok(n) => sent += n,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

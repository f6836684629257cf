//! Goes on to the next byte, even where an attempt took none.

use std::io;

use exercises::send_all::Socket;

pub async fn send_all(socket: &Socket, bytes: &[u8]) -> io::Result<()> {
    for byte in bytes.chunks(1) {
        socket.writable().await?;
        match socket.try_write(byte) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

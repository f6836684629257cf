//! Sends all bytes, by means of `writable` and `try_write` alone.

use std::io;

use exercises::send_all::Socket;

pub async fn send_all(socket: &Socket, bytes: &[u8]) -> io::Result<()> {
    socket.writable().await?;
    socket.try_write(bytes)?;
    Ok(())
}

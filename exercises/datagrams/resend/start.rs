//! Asks a server by datagrams, of which each may be lost.

use std::io;
use std::time::Duration;

use exercises::resend::Socket;
use tokio::time::timeout;

const WAIT: Duration = Duration::from_secs(1);

/// The first byte of a request is its number, and that of an answer the number
/// of the request that it answers.
pub async fn ask(socket: &Socket, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 512];
    socket.send(request).await?;
    let n = timeout(WAIT, socket.recv(&mut buffer)).await??;
    Ok(buffer[..n].to_vec())
}

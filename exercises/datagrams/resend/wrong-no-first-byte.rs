//! Takes for granted that a datagram has a first byte.

use std::io;
use std::time::Duration;

use exercises::resend::Socket;
use tokio::time::timeout;

pub async fn ask(socket: &Socket, request: &[u8]) -> io::Result<Vec<u8>> {
    for _ in 0..5 {
        socket.send(request).await?;
        let waiting = timeout(Duration::from_secs(1), answer(socket, request));
        if let Ok(answer) = waiting.await {
            return answer;
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

async fn answer(socket: &Socket, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 512];
    loop {
        let n = socket.recv(&mut buffer).await?;
        let answer = &buffer[..n];
        if answer[0] == request[0] {
            return Ok(answer.to_vec());
        }
    }
}

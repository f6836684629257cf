//! Tests the same faulty code over a socket and through a pipe of four bytes.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers each line with its length. Has two bugs.
#[expect(clippy::unused_io_amount)]
async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        let line = buffer[..n].trim_ascii_end();
        let answer = format!("{} bytes\n", line.len());
        stream.write(answer.as_bytes()).await?;
    }
}

// ANCHOR: ask
/// Sends a line; returns everything that comes back.
async fn ask<S>(mut client: S, server: S) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let server = tokio::spawn(answer(server)); // ①
    client.write_all(b"hello\n").await?;
    client.shutdown().await?;

    let mut answers = String::new();
    client.read_to_string(&mut answers).await?; // ②
    server.await??; // ③
    Ok(answers)
}
// ANCHOR_END: ask

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?; // ①
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (server, _) = listener.accept().await?;
    println!("socket: {:?}", ask(client, server).await?);

    let (client, server) = io::duplex(4); // ②
    println!("duplex: {:?}", ask(client, server).await?);
    Ok(())
}
// ANCHOR_END: main

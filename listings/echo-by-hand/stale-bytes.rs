//! Echoes its whole buffer, where it means the first `n` bytes.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};

// ANCHOR: main
async fn echo(mut stream: DuplexStream) -> io::Result<()> {
    let mut buffer = [0; 12];
    while stream.read(&mut buffer).await? > 0 {
        stream.write_all(&buffer).await?; // not `&buffer[..n]`
    }
    Ok(())
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(64);
    tokio::spawn(echo(stream));
    let mut reply = [0; 12];

    for message in ["my secret", "hi"] {
        peer.write_all(message.as_bytes()).await?;
        peer.read_exact(&mut reply).await?;
        println!("{message:?}: {:?}", String::from_utf8_lossy(&reply));
    }
    Ok(())
}
// ANCHOR_END: main

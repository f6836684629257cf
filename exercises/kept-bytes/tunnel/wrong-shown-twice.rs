//! Writes what the buffer shows, and leaves it in the buffer.

use tokio::io::{self, AsyncBufReadExt, AsyncRead, AsyncWrite};
use tokio::io::{AsyncWriteExt, BufReader};

pub async fn tunnel<C, S>(client: C, mut server: S) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut client = BufReader::new(client);
    let mut line = String::new();
    while line != "\n" {
        line.clear();
        if client.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    client.write_all(b"ok\n").await?;

    let early = client.buffer().to_vec();
    server.write_all(&early).await?;
    io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

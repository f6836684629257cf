//! Takes what one read returns for the whole head.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn tunnel<C, S>(mut client: C, mut server: S) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = [0; 1024];
    let n = client.read(&mut buffer).await?;
    let head = buffer[..n].windows(2).position(|pair| pair == b"\n\n");
    let behind = head.map_or(n, |at| at + 2);
    client.write_all(b"ok\n").await?;
    server.write_all(&buffer[behind..n]).await?;
    io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

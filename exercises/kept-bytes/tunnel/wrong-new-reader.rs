//! Reads each line through a buffer of its own.

use tokio::io::{self, AsyncBufReadExt, AsyncRead, AsyncWrite};
use tokio::io::{AsyncWriteExt, BufReader};

pub async fn tunnel<C, S>(mut client: C, mut server: S) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut line = String::new();
    while line != "\n" {
        line.clear();
        let mut reader = BufReader::new(&mut client);
        if reader.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    client.write_all(b"ok\n").await?;
    io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

//! Passes the head on, too.

use tokio::io::{self, AsyncRead, AsyncWrite};

pub async fn tunnel<C, S>(mut client: C, mut server: S) -> io::Result<()>
where
    C: AsyncRead + AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
{
    io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

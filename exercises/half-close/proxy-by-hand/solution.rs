//! Passes bytes both ways, and the end of each way.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn proxy<C, S>(client: C, server: S) -> io::Result<(u64, u64)>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (from_client, to_client) = io::split(client);
    let (from_server, to_server) = io::split(server);
    tokio::try_join!(
        one_way(from_client, to_server),
        one_way(from_server, to_client),
    )
}

async fn one_way<R, W>(mut reader: R, mut writer: W) -> io::Result<u64>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let count = io::copy(&mut reader, &mut writer).await?;
    writer.shutdown().await?;
    Ok(count)
}

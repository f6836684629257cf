//! Passes the answer on after the question has ended.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn proxy<C, S>(client: C, server: S) -> io::Result<(u64, u64)>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (mut from_client, mut to_client) = io::split(client);
    let (mut from_server, mut to_server) = io::split(server);
    let up = io::copy(&mut from_client, &mut to_server).await?;
    to_server.shutdown().await?;
    let down = io::copy(&mut from_server, &mut to_client).await?;
    to_client.shutdown().await?;
    Ok((up, down))
}

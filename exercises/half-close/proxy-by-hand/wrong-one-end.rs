//! Passes on the end of the client, and not that of the server.

use tokio::io::{self, AsyncRead, AsyncWrite, AsyncWriteExt};

pub async fn proxy<C, S>(client: C, server: S) -> io::Result<(u64, u64)>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (mut from_client, mut to_client) = io::split(client);
    let (mut from_server, mut to_server) = io::split(server);
    let there = async {
        let count = io::copy(&mut from_client, &mut to_server).await?;
        to_server.shutdown().await?;
        Ok(count)
    };
    tokio::try_join!(there, io::copy(&mut from_server, &mut to_client))
}

//! Passes bytes both ways, and the end of each way.

use tokio::io::{self, AsyncRead, AsyncWrite};

pub async fn proxy<C, S>(client: C, server: S) -> io::Result<(u64, u64)>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (mut from_client, mut to_client) = io::split(client);
    let (mut from_server, mut to_server) = io::split(server);
    tokio::try_join!(
        io::copy(&mut from_client, &mut to_server),
        io::copy(&mut from_server, &mut to_client),
    )
}

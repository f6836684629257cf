//! Leaves when one way has ended.

use tokio::io::{self, AsyncRead, AsyncWrite};

pub async fn proxy<C, S>(client: C, server: S) -> io::Result<(u64, u64)>
where
    C: AsyncRead + AsyncWrite,
    S: AsyncRead + AsyncWrite,
{
    let (mut from_client, mut to_client) = io::split(client);
    let (mut from_server, mut to_server) = io::split(server);
    tokio::select! {
        up = io::copy(&mut from_client, &mut to_server) => Ok((up?, 0)),
        down = io::copy(&mut from_server, &mut to_client) => Ok((0, down?)),
    }
}

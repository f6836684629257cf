//! Proofs of the claims about one accept loop.

use socket2::{Domain, Socket, Type};
use tokio::io;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::support::LIMIT;

#[allow(dead_code, reason = "`main` is for the program alone")]
#[path = "seats.rs"]
mod seats;

// ANCHOR: broken_listener_ends_it
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn broken_listener_ends_it() -> io::Result<()> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    let any_port = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    socket.bind(&any_port.into())?; // and no `listen`
    let listener = TcpListener::from_std(socket.into())?;

    let end = timeout(LIMIT, seats::serve(listener, 1)).await;

    let error = end.expect("an end").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    Ok(())
}
// ANCHOR_END: broken_listener_ends_it

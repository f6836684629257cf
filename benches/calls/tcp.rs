//! A TCP connection of this machine.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};

/// Both ends, the near one Tokio's, the far one for another thread.
pub fn pair() -> io::Result<(tokio::net::TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    let (far, _) = listener.accept()?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    near.set_nonblocking(true)?;
    Ok((tokio::net::TcpStream::from_std(near)?, far))
}

//! What a connection costs a server that waits for it, and one that it keeps
//! waiting.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use benches::run::{Result, Say};
use socket2::{Domain, Socket, Type};

use crate::client::Connection;
use crate::load::{LINE, open};
use crate::process::{Server, socket_buffers};
use crate::serve::Work;
use crate::{LIMIT, load};

/// Bytes for each connection.
pub struct Sample {
    /// Of the server, when each has had one answer.
    pub idle: f64,
    /// Of the server, when each has an answer under way that nobody reads.
    pub busy: f64,
    /// Of the kernel, then, for the buffers of both ends.
    pub kernel: f64,
}

/// As from another machine on an Ethernet: on loopback alone, the kernel would
/// keep megabytes for each connection.
const SEGMENT: u32 = 1460;
/// What the client's kernel keeps is of no interest: as little as it takes to
/// send as much as any server reads at once.
const RECEIVE_BUFFER: usize = 4096;
const SEND_BUFFER: usize = 64 * 1024;
/// For a busy machine: this is much.
const FILL_LIMIT: Duration = Duration::from_secs(60);
/// So long nothing has been taken from any client.
const QUIET: Duration = Duration::from_millis(300);

pub fn measure(server: Server, work: Work, count: usize) -> Result<Sample> {
    let connect = || connect(server.address);
    let first = load::open(1, work, connect)?;
    let before = server.resident()?;
    let mut streams = open(count, work, connect)?;
    let each = |after: u64, before: u64| {
        after.saturating_sub(before) as f64 / count as f64
    };
    let idle = each(server.resident()?, before);
    let kernel = socket_buffers()?;
    fill(&mut streams)?;
    let busy = each(server.resident()?, before);
    let kernel = each(socket_buffers()?, kernel);
    // Before its peers leave, of which it would tell.
    drop(server);
    drop(first);
    Ok(Sample { idle, busy, kernel })
}

fn connect(address: SocketAddr) -> Result<Connection> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None);
    let socket = socket.say("a socket")?;
    socket
        .set_recv_buffer_size(RECEIVE_BUFFER)
        .and_then(|()| socket.set_send_buffer_size(SEND_BUFFER))
        .say("a buffer's size")?;
    socket.set_tcp_mss(SEGMENT).say("a segment's size")?;
    socket.connect(&address.into()).say("connect")?;
    socket.set_read_timeout(Some(LIMIT)).say("a limit")?;
    Ok(Connection::plain(TcpStream::from(socket)))
}

/// Asks and reads no answer until nothing more is taken.
fn fill(streams: &mut [Connection]) -> Result<()> {
    let lines = LINE.repeat(SEND_BUFFER / LINE.len() + 1);
    let mut sent = vec![0; streams.len()];
    for stream in &*streams {
        stream.tcp.set_nonblocking(true).say("a socket")?;
    }
    let begin = Instant::now();
    let mut last = begin;
    while last.elapsed() < QUIET {
        if begin.elapsed() > FILL_LIMIT {
            return Err("the server takes more and more".into());
        }
        for (stream, sent) in streams.iter_mut().zip(&mut sent) {
            match stream.write(&lines[*sent % LINE.len()..][..SEND_BUFFER]) {
                Ok(n) => {
                    *sent += n;
                    last = Instant::now();
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(format!("a question: {error}")),
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

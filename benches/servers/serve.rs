//! The servers that are not programs of the book.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::TcpListener;
use std::sync::Arc;

use benches::run::{Result, Say};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::{epoll, threads, tls};

/// What the servers do that do not need Tokio.
#[derive(Clone, Copy)]
pub enum Work {
    /// They answer each line in capitals.
    Lines,
    /// They send back what they get.
    Echo,
}

impl Work {
    pub fn answer(self, question: &[u8]) -> Vec<u8> {
        match self {
            Work::Lines => question.to_ascii_uppercase(),
            Work::Echo => question.to_vec(),
        }
    }
}

/// Of the servers here, with its end.
pub const LONGEST_LINE: usize = 64 * 1024;
/// What one read takes at most, unless it says otherwise, as with `BufReader`
/// and `copy`.
pub const BUFFER: usize = 8 * 1024;

pub const KINDS: [&str; 7] = [
    "lines-epoll",
    "lines-threads",
    "echo-epoll",
    "echo-threads",
    "echo-1",
    "echo-8",
    "echo-64",
];

/// Serves until it cannot accept any more.
pub fn serve(kind: &str, address: &str, rest: &[&str]) -> Result<()> {
    let listener = TcpListener::bind(address).say(address)?;
    println!("listening on {}", listener.local_addr().say(address)?);
    match (kind, rest) {
        ("lines-epoll", []) => epoll::serve(&listener, Work::Lines),
        ("lines-threads", []) => threads::serve(&listener, Work::Lines),
        ("echo-epoll", []) => epoll::serve(&listener, Work::Echo),
        ("echo-threads", []) => threads::serve(&listener, Work::Echo),
        ("echo-1", []) => with_tokio(listener, |tcp| echo(tcp, 1024)),
        ("echo-8", []) => with_tokio(listener, |tcp| echo(tcp, BUFFER)),
        ("echo-64", []) => with_tokio(listener, |tcp| echo(tcp, 64 * 1024)),
        ("tls", [certificate, key]) => {
            let config = tls::server(certificate, key)?;
            let acceptor = TlsAcceptor::from(Arc::new(config));
            with_tokio(listener, move |tcp| {
                let acceptor = acceptor.clone();
                async move { echo(acceptor.accept(tcp).await?, BUFFER).await }
            })
        }
        _ => return Err(format!("{kind:?} is none of {}", KINDS.join(", "))),
    }
    .say("cannot accept")
}

/// A task for each connection, on as many threads as there are processors.
fn with_tokio<F>(
    listener: TcpListener,
    serve: impl Fn(TcpStream) -> F,
) -> io::Result<()>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    Runtime::new()?.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let (tcp, peer) = listener.accept().await?;
            let served = serve(tcp);
            tokio::spawn(async move {
                match served.await {
                    // Some clients leave like this, to leave nothing behind.
                    Err(error)
                        if error.kind() == ErrorKind::ConnectionReset => {}
                    Err(error) => eprintln!("{peer}: {error}"),
                    Ok(()) => {}
                }
            });
        }
    })
}

/// What the book's `echo-server` does, and two calls that TLS needs: on a
/// `TcpStream`, `flush` does nothing, and the end is told once.
async fn echo<S>(mut stream: S, size: usize) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = vec![0; size];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return stream.shutdown().await,
            n => stream.write_all(&buffer[..n]).await?,
        }
        stream.flush().await?;
    }
}

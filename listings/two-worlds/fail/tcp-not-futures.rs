use futures_util::io::AsyncRead;
use tokio::io;
use tokio::net::TcpStream;

/// Somebody else's function.
fn connect(stream: impl AsyncRead) {
    drop(stream);
}

#[tokio::main]
async fn main() -> io::Result<()> {
    connect(TcpStream::connect("127.0.0.1:6142").await?);
    Ok(())
}

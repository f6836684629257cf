use tokio::io;
use tokio::net::TcpStream;

async fn echo(mut stream: TcpStream) -> io::Result<u64> {
    io::copy(&mut stream, &mut stream).await
}

#[tokio::main]
async fn main() -> io::Result<()> {
    echo(TcpStream::connect("127.0.0.1:6142").await?).await?;
    Ok(())
}

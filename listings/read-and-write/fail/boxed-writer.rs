use tokio::io::{self, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> io::Result<()> {
    let stream = TcpStream::connect("127.0.0.1:6142").await?;
    let mut writer: Box<dyn AsyncWrite + Unpin> = Box::new(stream);

    tokio::spawn(async move { writer.write_all(b"hello").await });

    Ok(())
}

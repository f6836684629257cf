use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:6142").await?;
    let (mut reader, mut writer) = stream.split();

    tokio::spawn(async move { writer.write_all(b"hello\r\n").await });

    let mut received = Vec::new();
    reader.read_to_end(&mut received).await?;
    Ok(())
}

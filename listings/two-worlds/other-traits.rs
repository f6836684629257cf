//! Gives a Tokio stream to a function that asks for the traits of `futures`.

// ANCHOR: greet
use futures_util::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Somebody else's function, in a crate that does not know Tokio.
async fn greet<S>(mut stream: S) -> std::io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(b"hello").await?;
    stream.close().await?; // ①
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}
// ANCHOR_END: greet

// ANCHOR: main
use tokio::net::{TcpListener, TcpStream};
use tokio_util::compat::TokioAsyncReadCompatExt; // ①

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let stream = TcpStream::connect(listener.local_addr()?).await?;
    tokio::spawn(echo(listener));

    let answer = greet(stream.compat()).await?; // ②

    println!("{answer:?}");
    Ok(())
}
// ANCHOR_END: main

async fn echo(listener: TcpListener) -> std::io::Result<()> {
    let (mut stream, _) = listener.accept().await?;
    let (mut reader, mut writer) = stream.split();
    tokio::io::copy(&mut reader, &mut writer).await?;
    Ok(())
}

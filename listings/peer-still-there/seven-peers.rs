//! Looks at seven connections, and takes no byte from any of them.

use std::time::Duration;

use tokio::io::{self, AsyncWriteExt, Interest};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

// ANCHOR: look
const PATIENCE: Duration = Duration::from_millis(20);

/// What two calls return that take no bytes.
async fn look(stream: &TcpStream) -> io::Result<[String; 2]> {
    let ready = match timeout(PATIENCE, stream.ready(Interest::ERROR)).await {
        Ok(ready) => format!("error: {}", ready?.is_error()), // ①
        Err(_) => "waits".into(),
    };
    let peek = match timeout(PATIENCE, stream.peek(&mut [0; 64])).await {
        Ok(peeked) => format!("{:?}", peeked.map_err(|error| error.kind())),
        Err(_) => "waits".into(),
    };
    Ok([ready, peek])
}
// ANCHOR_END: look

// ANCHOR: peers
#[tokio::main]
async fn main() -> io::Result<()> {
    for (peer, says, goes) in [
        ("stays", "", ""),
        ("ends its stream, and listens", "", "ends"), // ①
        ("leaves", "", "leaves"),
        ("resets", "", "resets"), // ②
        ("asks again, and stays", "again", ""),
        ("asks again, and leaves", "again", "leaves"),
        ("asks again, and resets", "again", "resets"),
    ] {
        let (stream, mut client) = connection().await?;
        client.write_all(says.as_bytes()).await?;
        match goes {
            "ends" => client.shutdown().await?,
            "resets" => client.set_zero_linger()?,
            _ => {}
        }
        let _here = (goes != "leaves" && goes != "resets").then_some(client);
        let [ready, peek] = look(&stream).await?;
        println!("{peer:28}  ready: {ready:11}  peek: {peek}");
    }
    Ok(())
}
// ANCHOR_END: peers

async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    Ok((listener.accept().await?.0, client))
}

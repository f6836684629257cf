//! Copies news to a client that has left, and says when `copy` returns.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut client, mut server) = connection().await?;
    let (mut editor, mut news) = io::duplex(64); // ①
    let mut copying = tokio::spawn(async move {
        io::copy(&mut news, &mut server).await // ②
    });

    editor.write_all(b"It will rain.").await?;
    client.read_exact(&mut [0; 13]).await?;
    drop(client);
    report("the client has left", &mut copying).await?;

    for more in ["It will snow.", "It will thaw."] {
        editor.write_all(more.as_bytes()).await?;
        if report(more, &mut copying).await? {
            break;
        }
    }
    Ok(())
}
// ANCHOR_END: main

/// Prints whether the copy has returned within 100 ms, and what.
async fn report(
    event: &str,
    copying: &mut JoinHandle<io::Result<u64>>,
) -> io::Result<bool> {
    let patience = Duration::from_millis(100);
    let Ok(returned) = timeout(patience, copying).await else {
        println!("{event:19}  copy waits");
        return Ok(false);
    };
    let returned = returned?.map_err(|error| error.kind());
    println!("{event:19}  copy returns {returned:?}");
    Ok(true)
}

async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (server, _) = listener.accept().await?;
    Ok((client, server))
}

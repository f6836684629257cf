//! Copies news to two clients, and notices when each of them is gone.

use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{self, AsyncRead};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: serve
/// Copies news to a client until they end, or the client is gone.
pub async fn serve<R>(mut news: R, mut client: TcpStream) -> io::Result<()>
where
    R: AsyncRead + Unpin,
{
    watch(&client)?;
    let (mut reader, mut writer) = client.split();
    let mut nowhere = io::sink();
    tokio::select! {
        copied = io::copy(&mut news, &mut writer) => copied?,
        said = io::copy(&mut reader, &mut nowhere) => said?, // ①
    };
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: watch
/// Has the kernel give up on a client that no longer answers.
pub fn watch(client: &TcpStream) -> io::Result<()> {
    let socket = SockRef::from(client); // ①
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(60)) // ②
        .with_interval(Duration::from_secs(10)) // ③
        .with_retries(3);
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(90)))?; // ④
    Ok(())
}
// ANCHOR_END: watch

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    for resets in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let client = TcpStream::connect(listener.local_addr()?).await?;
        let (stream, _) = listener.accept().await?;
        let (_silent, news) = io::duplex(64);
        let serving = tokio::spawn(serve(news, stream));

        if resets {
            client.set_zero_linger()?;
        }
        drop(client);
        println!("{:?}", serving.await?.map_err(|error| error.kind()));
    }
    Ok(())
}
// ANCHOR_END: main

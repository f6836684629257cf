//! Starts a server on a Unix socket, and then a second one at the same path.

#[cfg(unix)]
mod unix {
    use std::time::Duration;
    use std::{fs, io};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{UnixListener, UnixStream};
    use tokio::time::timeout;

    const LIMIT: Duration = Duration::from_millis(50);

    // ANCHOR: bind
    fn bind(path: &str) -> io::Result<UnixListener> {
        let _ = fs::remove_file(path); // ①
        UnixListener::bind(path)
    }
    // ANCHOR_END: bind

    async fn serve(name: &str, listener: UnixListener) -> io::Result<i32> {
        let mut served = 0;
        while let Ok(next) = timeout(LIMIT, listener.accept()).await {
            next?.0.write_all(name.as_bytes()).await?;
            served += 1;
        }
        Ok(served)
    }

    async fn ask() -> io::Result<()> {
        let mut answer = String::new();
        let mut stream = UnixStream::connect("socket").await?;
        stream.read_to_string(&mut answer).await?;
        println!("a client is served by the {answer} server");
        Ok(())
    }

    // ANCHOR: main
    #[tokio::main]
    pub async fn main() -> io::Result<()> {
        let first = tokio::spawn(serve("first", bind("socket")?)); // ①
        ask().await?;
        let second = tokio::spawn(serve("second", bind("socket")?)); // ②
        ask().await?;
        ask().await?;
        println!("first: {} served, and no error", first.await??);
        println!("second: {} served, and no error", second.await??);
        Ok(())
    }
    // ANCHOR_END: main
}

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    unix::main()
}

#[cfg(not(unix))]
fn main() {
    println!("Tokio has Unix sockets on a Unix only");
}

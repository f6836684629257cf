//! Answers each line in capitals; told to stop, it ends the lines begun.

use std::{env, future::Future, io::Write, io::stderr, time::Duration};

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader, ErrorKind};
use tokio::net::{TcpListener, TcpStream};
use tokio::{select, time};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

// ANCHOR: answer
async fn answer(tcp: TcpStream, end: CancellationToken) -> io::Result<u64> {
    let mut stream = BufReader::new(tcp);
    loop {
        select! {
            biased;
            () = end.cancelled(), if stream.buffer().is_empty() => break, // ①
            begun = stream.fill_buf() => if begun?.is_empty() { break }   // ②
        }
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?; // ③
        stream.write_all(&line.to_ascii_uppercase()).await?;
    }
    stream.shutdown().await?; // ④
    io::copy(&mut stream, &mut io::sink()).await // ⑤
}
// ANCHOR_END: answer

// ANCHOR: run
pub async fn run(listener: TcpListener, stop: impl Future, patience: Duration) {
    let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
    let cut = CancellationToken::new();
    // ANCHOR_END: run
    let serve = async {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let answers = answer(stream, end.clone());
                    let answers =
                        cut.clone().run_until_cancelled_owned(answers);
                    tasks.spawn(async move {
                        if let Some(Err(error)) = answers.await {
                            let _ = writeln!(stderr(), "{peer}: {error}");
                        }
                    });
                }
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    let _ = writeln!(stderr(), "cannot accept: {error}");
                    time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    };
    // ANCHOR: run
    select! { _ = stop => {}, () = serve => {} } // ①
    drop(listener); // ②
    end.cancel(); // ③
    tasks.close(); // ④
    if time::timeout(patience, tasks.wait()).await.is_err() {
        let _ = writeln!(stderr(), "cut off: {} connections", tasks.len());
        cut.cancel(); // ⑤
    }
}
// ANCHOR_END: run

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let seconds = env::args().nth(2).unwrap_or("5".into()).parse();
    let patience = Duration::from_secs(seconds.map_err(io::Error::other)?);
    #[cfg(unix)]
    let stop = {
        use tokio::signal::unix::{SignalKind, signal};
        let mut int = signal(SignalKind::interrupt())?; // ①
        let mut term = signal(SignalKind::terminate())?;
        async move { select!(_ = int.recv() => {}, _ = term.recv() => {}) }
    };
    // ANCHOR_END: main
    #[cfg(windows)]
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    #[cfg(windows)]
    let stop = interrupt.recv();
    // ANCHOR: main
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    run(listener, stop, patience).await;
    Ok(())
}
// ANCHOR_END: main

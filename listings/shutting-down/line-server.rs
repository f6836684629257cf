//! Answers each line in capitals; told to stop, it ends the lines begun.

use std::{env, future::Future, time::Duration};

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

// ANCHOR: answer
async fn answer(mut tcp: TcpStream, end: CancellationToken) -> io::Result<u64> {
    let (reader, mut writer) = tcp.split();
    let mut reader = BufReader::new(reader);
    loop {
        tokio::select! {
            biased;
            () = end.cancelled(), if reader.buffer().is_empty() => break, // ①
            begun = reader.fill_buf() => if begun?.is_empty() { break }   // ②
        }
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).await?; // ③
        line.make_ascii_uppercase();
        writer.write_all(&line).await?;
    }
    writer.shutdown().await?; // ④
    io::copy(&mut reader, &mut io::sink()).await // ⑤
}
// ANCHOR_END: answer

// ANCHOR: run
pub async fn run(listener: TcpListener, stop: impl Future, patience: Duration) {
    let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
    // ANCHOR_END: run
    let serve = async {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let answers = answer(stream, end.clone());
                    tasks.spawn(async move {
                        if let Err(error) = answers.await {
                            eprintln!("{peer}: {error}");
                        }
                    });
                }
                Err(error) => {
                    eprintln!("cannot accept: {error}");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    };
    // ANCHOR: run
    tokio::select! {
        biased; // ①
        _ = stop => {}
        () = serve => {} // ②
    }
    drop(listener); // ③
    end.cancel(); // ④
    tasks.close(); // ⑤
    if timeout(patience, tasks.wait()).await.is_err() {
        eprintln!("cut off after {patience:?}: {} connections", tasks.len());
    }
}
// ANCHOR_END: run

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:6142".into());
    let seconds = arguments.next().and_then(|text| text.parse().ok());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);
    let stop = signal::ctrl_c();
    #[cfg(unix)]
    let stop = async {
        let kind = signal::unix::SignalKind::terminate();
        let mut terminate = signal::unix::signal(kind)?;
        tokio::select! { end = stop => end, _ = terminate.recv() => Ok(()) }
    };
    run(listener, stop, Duration::from_secs(seconds.unwrap_or(10))).await;
    Ok(())
}
// ANCHOR_END: main

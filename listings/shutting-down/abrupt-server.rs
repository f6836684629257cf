//! Answers each line in capitals, and on Ctrl-C says goodbye and leaves.

use std::env;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal;

async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();

    while reader.read_until(b'\n', &mut line).await? > 0 {
        line.make_ascii_uppercase();
        writer.write_all(&line).await?;
        line.clear();
    }
    Ok(())
}

async fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, peer) = listener.accept().await?;
        tokio::spawn(async move {
            if let Err(error) = answer(stream).await {
                eprintln!("{peer}: {error}");
            }
        });
    }
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")] // ①
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or("127.0.0.1:6142".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    tokio::select! {
        biased;
        result = signal::ctrl_c() => { // ②
            println!("goodbye");
            result // ③
        }
        result = serve(listener) => result,
    }
}
// ANCHOR_END: main

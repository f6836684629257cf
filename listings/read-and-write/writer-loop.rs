//! Two loops and a queue: three tasks write to one connection while it is read.

use tokio::io::{
    self, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::sync::mpsc;

// ANCHOR: write
pub async fn write_loop(
    mut writer: impl AsyncWrite + Unpin,
    mut messages: mpsc::Receiver<String>,
) -> io::Result<()> {
    while let Some(message) = messages.recv().await {
        writer.write_all(message.as_bytes()).await?; // ①
    }
    writer.shutdown().await // ②
}
// ANCHOR_END: write

/// Counts the lines that consist of one letter.
async fn read_loop(reader: impl AsyncRead + Unpin) -> io::Result<usize> {
    let mut lines = BufReader::new(reader).lines();
    let mut whole = 0;
    while let Some(line) = lines.next_line().await? {
        let same = line.bytes().all(|byte| line.starts_with(byte as char));
        whole += usize::from(same && line.len() == 1023);
    }
    Ok(whole)
}

// ANCHOR: talk
async fn talk<S>(stream: S) -> io::Result<usize>
where
    S: AsyncRead + AsyncWrite,
{
    let (reader, writer) = io::split(stream);
    let (sender, messages) = mpsc::channel(4); // ①
    for letter in ["a", "b", "c"] {
        let sender = sender.clone();
        let message = letter.repeat(1023) + "\n";
        tokio::spawn(async move { sender.send(message).await }); // ②
    }
    drop(sender); // ③

    let reading = read_loop(reader);
    let writing = write_loop(writer, messages);
    let (whole, ()) = tokio::try_join!(reading, writing)?; // ④
    Ok(whole)
}
// ANCHOR_END: talk

#[tokio::main]
async fn main() -> io::Result<()> {
    let (ann, bob) = io::duplex(64);
    let (to_ann, to_bob) = tokio::try_join!(talk(ann), talk(bob))?;
    println!("{to_ann} whole messages one way, {to_bob} the other");
    Ok(())
}

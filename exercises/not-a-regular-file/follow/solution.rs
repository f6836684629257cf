//! Sends on the lines of a log that grows, and is cut now and then.

use std::io;
use std::time::Duration;

use exercises::follow::Log;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc::Sender;

pub async fn follow(log: &mut Log, to: &Sender<String>) -> io::Result<()> {
    let mut reader = BufReader::new(log);
    let (mut line, mut position) = (Vec::new(), 0);
    loop {
        position += reader.read_until(b'\n', &mut line).await? as u64;
        if let Some(whole) = line.strip_suffix(b"\n") {
            let whole = String::from_utf8_lossy(whole).into_owned();
            if to.send(whole).await.is_err() {
                return Ok(());
            }
            line.clear();
        } else if reader.get_ref().len().await? < position {
            reader.get_mut().rewind().await?;
            (line, position) = (Vec::new(), 0);
        } else {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

//! Sends on the lines of a log that grows, and is cut now and then.

use std::io;

use exercises::follow::Log;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc::Sender;

pub async fn follow(log: &mut Log, to: &Sender<String>) -> io::Result<()> {
    let mut lines = BufReader::new(log).lines();
    while let Some(line) = lines.next_line().await? {
        if to.send(line).await.is_err() {
            break;
        }
    }
    Ok(())
}

//! Takes whatever `lines` returns for a whole line.

use std::io;
use std::time::Duration;

use exercises::follow::Log;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc::Sender;
use tokio::time::sleep;

pub async fn follow(log: &mut Log, to: &Sender<String>) -> io::Result<()> {
    let mut lines = BufReader::new(log).lines();
    loop {
        while let Some(line) = lines.next_line().await? {
            if to.send(line).await.is_err() {
                return Ok(());
            }
        }
        sleep(Duration::from_secs(1)).await;
    }
}

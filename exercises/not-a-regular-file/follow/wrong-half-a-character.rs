//! Asks for text, where the file may end within a character.

use std::time::Duration;
use std::{io, mem};

use exercises::follow::Log;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc::Sender;

pub async fn follow(log: &mut Log, to: &Sender<String>) -> io::Result<()> {
    let mut reader = BufReader::new(log);
    let (mut line, mut position) = (String::new(), 0);
    loop {
        position += reader.read_line(&mut line).await? as u64;
        if line.ends_with('\n') {
            let whole = mem::take(&mut line);
            if to
                .send(whole.trim_end_matches('\n').to_owned())
                .await
                .is_err()
            {
                return Ok(());
            }
        } else if reader.get_ref().len().await? < position {
            reader.get_mut().rewind().await?;
            (line, position) = (String::new(), 0);
        } else {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

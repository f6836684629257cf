//! Sleeps, where to give way would do.

use std::time::Duration;

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt};
use tokio::time::sleep;

pub async fn count_errors<R>(log: R) -> io::Result<usize>
where
    R: AsyncBufRead + Unpin,
{
    let (mut errors, mut count) = (0, 0);
    let mut lines = log.lines();
    while let Some(line) = lines.next_line().await? {
        errors += usize::from(line.starts_with("error"));
        count += 1;
        if count % 100 == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    }
    Ok(errors)
}

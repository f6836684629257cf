//! Takes an error for the end of the log.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt};
use tokio::task::coop::consume_budget;

pub async fn count_errors<R>(log: R) -> io::Result<usize>
where
    R: AsyncBufRead + Unpin,
{
    let mut errors = 0;
    let mut lines = log.lines();
    while let Ok(Some(line)) = lines.next_line().await {
        errors += usize::from(line.starts_with("error"));
        consume_budget().await;
    }
    Ok(errors)
}

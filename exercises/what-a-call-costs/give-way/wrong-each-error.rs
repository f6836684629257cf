//! Counts errors instead of lines.

use tokio::io::{self, AsyncBufRead, AsyncBufReadExt};
use tokio::task::yield_now;

pub async fn count_errors<R>(log: R) -> io::Result<usize>
where
    R: AsyncBufRead + Unpin,
{
    let mut errors = 0;
    let mut lines = log.lines();
    while let Some(line) = lines.next_line().await? {
        if line.starts_with("error") {
            errors += 1;
            if errors % 100 == 0 {
                yield_now().await;
            }
        }
    }
    Ok(errors)
}

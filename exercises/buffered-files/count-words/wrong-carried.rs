//! Puts the last word of a piece in front of the next, whatever is between.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn count_words<R>(mut file: R) -> io::Result<usize>
where
    R: AsyncRead + Unpin,
{
    let mut words = 0;
    let mut last = String::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = file.read(&mut buffer).await?;
        if n == 0 {
            return Ok(words + usize::from(!last.is_empty()));
        }
        let text = last + &String::from_utf8_lossy(&buffer[..n]);
        let mut pieces: Vec<_> = text.split_whitespace().collect();
        last = pieces.pop().unwrap_or_default().to_string();
        words += pieces.len();
    }
}

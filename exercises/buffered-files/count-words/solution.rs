//! Counts the words of a file.

use tokio::io::{self, AsyncBufReadExt, AsyncRead, BufReader};

pub async fn count_words<R>(file: R) -> io::Result<usize>
where
    R: AsyncRead + Unpin,
{
    let mut file = BufReader::with_capacity(64 * 1024, file);
    let (mut words, mut is_inside) = (0, false);
    loop {
        let chunk = file.fill_buf().await?;
        if chunk.is_empty() {
            return Ok(words);
        }
        for byte in chunk {
            let is_letter = !byte.is_ascii_whitespace();
            words += usize::from(is_letter && !is_inside);
            is_inside = is_letter;
        }
        let n = chunk.len();
        file.consume(n);
    }
}

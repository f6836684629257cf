//! Takes an error for the end of the file.

use tokio::io::{self, AsyncRead, AsyncReadExt, BufReader};

pub async fn count_words<R>(file: R) -> io::Result<usize>
where
    R: AsyncRead + Unpin,
{
    let mut file = BufReader::with_capacity(64 * 1024, file);
    let (mut words, mut is_inside) = (0, false);
    while let Ok(byte) = file.read_u8().await {
        let is_letter = !byte.is_ascii_whitespace();
        words += usize::from(is_letter && !is_inside);
        is_inside = is_letter;
    }
    Ok(words)
}

//! Counts the words of a file.

use tokio::io::{self, AsyncRead, AsyncReadExt};

pub async fn count_words<R>(mut file: R) -> io::Result<usize>
where
    R: AsyncRead + Unpin,
{
    let (mut words, mut is_inside) = (0, false);
    loop {
        match file.read_u8().await {
            Ok(byte) => {
                let is_letter = !byte.is_ascii_whitespace();
                words += usize::from(is_letter && !is_inside);
                is_inside = is_letter;
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(words);
            }
            Err(error) => return Err(error),
        }
    }
}

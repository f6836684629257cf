//! Goes on, whatever the writer takes.

use std::io::IoSlice;

use tokio::io::{self, AsyncWrite, AsyncWriteExt};

pub async fn send<W>(writer: &mut W, head: &[u8], body: &[u8]) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut pieces = [IoSlice::new(head), IoSlice::new(body)];
    let mut left = &mut pieces[..];
    while !left.is_empty() {
        let n = writer.write_vectored(left).await?;
        IoSlice::advance_slices(&mut left, n);
    }
    Ok(())
}

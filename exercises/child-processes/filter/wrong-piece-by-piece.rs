//! Feeds a child process, and returns what it writes to its two outputs.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub async fn filter<I, O>(
    mut stdin: I,
    mut stdout: O,
    mut stderr: O,
    input: &[u8],
) -> io::Result<(Vec<u8>, Vec<u8>)>
where
    I: AsyncWrite + Unpin,
    O: AsyncRead + Unpin,
{
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let mut buffer = [0; 32];
    for piece in input.chunks(32) {
        if stdin.write_all(piece).await.is_err() {
            break; // It has read what it wants.
        }
        let n = stdout.read(&mut buffer).await?;
        out.extend(&buffer[..n]);
        let n = stderr.read(&mut buffer).await?;
        errors.extend(&buffer[..n]);
    }
    drop(stdin);
    stdout.read_to_end(&mut out).await?;
    stderr.read_to_end(&mut errors).await?;
    Ok((out, errors))
}

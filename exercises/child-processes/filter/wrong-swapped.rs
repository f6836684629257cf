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
    let feed = async move {
        let fed = stdin.write_all(input).await;
        drop(stdin);
        match fed {
            // It has read what it wants.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            fed => fed,
        }
    };
    tokio::try_join!(
        feed,
        stdout.read_to_end(&mut errors),
        stderr.read_to_end(&mut out),
    )?;
    Ok((out, errors))
}

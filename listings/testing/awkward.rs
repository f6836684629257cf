// ANCHOR: all
//! Runs the same faulty code over a socket, in pieces, and in a narrow pipe.

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: answer
/// Answers each line with the number of its bytes. Has two bugs.
#[expect(clippy::unused_io_amount)] // ①
async fn answer<S>(mut stream: S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin, // ②
{
    let mut buffer = [0; 1024];
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        let line = buffer[..n].trim_ascii_end();
        let answer = format!("{} bytes\n", line.len());
        stream.write(answer.as_bytes()).await?;
    }
}
// ANCHOR_END: answer
fn main(){}
// ANCHOR_END: all

//! A stand-in for a child process, behind three pipes with room for 64 bytes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{
    AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex,
};

use crate::wire::{Wire, say};
use crate::{Verdict, ends, judge, must};

pub type Outputs = (Vec<u8>, Vec<u8>);

/// Behaves like a `ChildStdin`: only its drop ends the child's input.
pub struct Stdin(DuplexStream);

pub type Output = Wire<DuplexStream>;

pub fn check<F>(filter: F) -> Verdict
where
    F: AsyncFn(Wire<Stdin>, Output, Output, &[u8]) -> io::Result<Outputs>
        + Send
        + 'static,
{
    judge(|| checked(filter))
}

/// What the child is about to do.
#[derive(Clone, Copy)]
enum Doing {
    /// Having read so many bytes.
    Reading(usize),
    Answering,
    Logging,
}

/// Copies as much of its input as it wants, and logs it in capitals. Like most
/// programs it has a buffer, and answers when that is full, or at the end.
async fn child(
    doing: Arc<Mutex<Doing>>,
    wants: u64,
    stdin: DuplexStream,
    mut stdout: DuplexStream,
    mut stderr: DuplexStream,
) -> io::Result<()> {
    let set = |now| *doing.lock().unwrap_or_else(PoisonError::into_inner) = now;
    let (mut stdin, mut buffer, mut total) = (stdin.take(wants), [0; 50], 0);
    loop {
        let mut filled = 0;
        while filled < buffer.len() {
            set(Doing::Reading(total + filled));
            match stdin.read(&mut buffer[filled..]).await? {
                0 => break,
                n => filled += n,
            }
        }
        if filled == 0 {
            break;
        }
        total += filled;
        set(Doing::Answering);
        stdout.write_all(&buffer[..filled]).await?;
        set(Doing::Logging);
        buffer.make_ascii_uppercase();
        stderr.write_all(&buffer[..filled]).await?;
    }
    say("the child has read all that it wants, and ends");
    Ok(())
}

async fn checked<F>(filter: F) -> Verdict
where
    F: AsyncFn(Wire<Stdin>, Output, Output, &[u8]) -> io::Result<Outputs>,
{
    for (size, wants, words) in [
        (
            60,
            60_000,
            "60 bytes go to the child, which copies them, and logs capitals:",
        ),
        (50_000, 60_000, "50,000 bytes go to the child:"),
        (
            50_000,
            100,
            "50,000 bytes go to a child that reads 100 of them:",
        ),
    ] {
        let (near_in, far_in) = duplex(64);
        let (near_out, far_out) = duplex(64);
        let (near_err, far_err) = duplex(64);
        let doing = Arc::new(Mutex::new(Doing::Reading(0)));
        tokio::spawn(child(doing.clone(), wants, far_in, far_out, far_err));
        let data: Vec<u8> = (0..size).map(|n| b'a' + (n % 26) as u8).collect();
        say(words);
        let filtering = filter(
            Wire::on("stdin: ", Stdin(near_in)),
            Wire::on("stdout: ", near_out),
            Wire::on("stderr: ", near_err),
            &data,
        );
        let Ok(result) = ends(filtering, "").await else {
            let doing = *doing.lock().unwrap_or_else(PoisonError::into_inner);
            return Err(match doing {
                Doing::Reading(n) if n < size => {
                    "The child waits for more before it answers, and you wait \
                     for its answer. You cannot know how much it collects, so \
                     feed it without waiting for what it says."
                }
                Doing::Reading(_) => {
                    "The child has read all that came, and waits for more. It \
                     reads an end of stream when you drop its input. On a \
                     pipe, `shutdown` does not do that for you."
                }
                Doing::Answering => {
                    "The child waits for room in its standard output, and \
                     reads nothing meanwhile. Read that output while you feed \
                     the child."
                }
                Doing::Logging => {
                    "The child waits for room in its standard error, so it \
                     neither answers nor ends. Read both outputs at once: you \
                     cannot know which of them fills up first."
                }
            }
            .into());
        };
        let (out, errors) = result.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => {
                "The child has read what it wanted, as `head` does, and has \
                 closed its input. It did not fail, and what it has written is \
                 still there. Take that error for the end of the feeding."
                    .into()
            }
            _ => format!("It failed: {error}."),
        })?;
        let answers = &data[..size.min(wants as usize)];
        let log = answers.to_ascii_uppercase();
        for (name, is, expected) in
            [("output", out, answers), ("error", errors, &log)]
        {
            let has = match is.len() {
                n if n == expected.len() => "as many, but others".into(),
                n => n.to_string(),
            };
            must(
                is == expected,
                format!(
                    "The child wrote {} bytes to its standard {name}, and you \
                     returned {has}.",
                    expected.len()
                ),
            )?;
        }
    }
    Ok(())
}

impl AsyncWrite for Stdin {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

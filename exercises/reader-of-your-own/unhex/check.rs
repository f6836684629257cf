//! Sends digits in pieces, cut between two pairs and within one.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::Poll;

use tokio::io::{AsyncRead, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio::task::{LocalSet, yield_now};

use crate::wire::{Wire, say, show};
use crate::{Verdict, ends, judge, must};

type Inner = Wire<DuplexStream>;

pub fn check<R: AsyncRead + Unpin + 'static>(unhex: fn(Inner) -> R) -> Verdict {
    judge(move || checked(unhex))
}

async fn checked<R: AsyncRead + Unpin + 'static>(
    unhex: fn(Inner) -> R,
) -> Verdict {
    let gives = |got: io::Result<Vec<u8>>, advice: &str| match got {
        Ok(got) => must(
            got == b"hello",
            format!("Your reader gave {}, not \"hello\". {advice}", show(&got)),
        ),
        Err(error) => Err(format!("Your reader failed: {error}. {advice}")),
    };
    let got = read(unhex, &["68656c6c6f"], 8).await?;
    gives(got, "All of the digits came at once.")?;

    let got = read(unhex, &["686", "56c6c6f"], 8).await?;
    gives(
        got,
        "The digits came in two pieces, cut within a pair. What is local to a \
         poll is gone when it returns: keep the digit that is left over in \
         `self`.",
    )?;
    let got = read(unhex, &["6", "8656c6c6f"], 8).await?;
    gives(
        got,
        "The first piece was half a pair, which is no byte yet. `Ok(())` with \
         nothing filled is the end of the stream, so it cannot be the answer. \
         Poll the inner reader again, until it has bytes or is `Pending`.",
    )?;
    let got = read(unhex, &["68656c", "6c6f"], 1).await?;
    gives(
        got,
        "The buffer had room for one byte at a time. What does not fit has to \
         wait in `self`, or with the inner reader.",
    )?;

    let got = read(unhex, &["686"], 8).await?;
    must(
        got.is_err_and(|it| it.kind() == ErrorKind::UnexpectedEof),
        "The stream ended within a pair, and nobody was told. Return an error \
         of the kind `UnexpectedEof`.",
    )
}

/// Reads all, with so much room for each read.
async fn read<R: AsyncRead + Unpin + 'static>(
    unhex: fn(Inner) -> R,
    pieces: &'static [&'static str],
    room: usize,
) -> Result<io::Result<Vec<u8>>, String> {
    say(format!("the peer sends {}", pieces.join(", and later ")));
    let (near, mut far) = duplex(64);
    let mut reader = unhex(Wire::new(near));
    tokio::spawn(async move {
        for piece in pieces {
            let _ = far.write_all(piece.as_bytes()).await;
            yield_now().await;
        }
    });
    // A task of its own is polled when it is woken, and not otherwise.
    let tasks = LocalSet::new();
    let all = tasks.spawn_local(async move {
        let (mut got, mut buffer) = (Vec::new(), vec![0; room]);
        loop {
            let read = poll_fn(|cx| {
                let mut buf = ReadBuf::new(&mut buffer);
                let poll = Pin::new(&mut reader).poll_read(cx, &mut buf);
                let n = buf.filled().len();
                if poll.is_pending() && n > 0 {
                    let s = if n == 1 { "" } else { "s" };
                    return Poll::Ready(Err(format!(
                        "Your reader filled {n} byte{s} and returned `Pending`. That \
                         says that nothing was filled, so the bytes are lost. \
                         Once there is a byte, return `Ready`."
                    )));
                }
                poll.map(|result| Ok(result.map(|()| n)))
            });
            match read.await? {
                Ok(0) => return Ok(Ok(got)),
                Ok(n) => got.extend(&buffer[..n]),
                Err(error) => return Ok(Err(error)),
            }
        }
    });
    let all = ends(
        tasks.run_until(all),
        "Everything has been sent, and your reader waits. When it returns \
         `Pending`, somebody has to wake its task: the inner reader does, but \
         only if its own poll has returned `Pending`.",
    );
    match all.await? {
        Ok(got) => got,
        Err(error) => resume_unwind(error.into_panic()),
    }
}

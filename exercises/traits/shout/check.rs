//! Writes, flushes and shuts down through the answer.

use tokio::io::{AsyncReadExt, BufWriter};
use tokio::io::{AsyncWrite, AsyncWriteExt, DuplexStream, duplex};

use crate::wire::{Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

type Inner = BufWriter<Wire<DuplexStream>>;

pub fn check<W: AsyncWrite + Unpin + 'static>(
    shout: fn(Inner) -> W,
) -> Verdict {
    judge(move || checked(shout))
}

async fn checked<W: AsyncWrite + Unpin>(shout: fn(Inner) -> W) -> Verdict {
    const NO_END: &str = "A call of your writer does not return.";
    let (near, mut far) = duplex(64);
    let mut writer = shout(BufWriter::with_capacity(4, Wire::new(near)));
    say("behind your writer is a `BufWriter` of 4 bytes, and then the wire");
    let written = ends(writer.write_all(b"hi"), NO_END).await?;
    let flushed = ends(writer.flush(), NO_END).await?;
    say("\"hi\" has been written to your writer, and flushed");
    must(
        times("you wrote") > 0,
        "Nothing has come to the wire: the inner writer still holds it. A \
         flush has to be passed on, or nobody can flush what is behind you.",
    )?;
    must(written.is_ok() && flushed.is_ok(), "It failed.")?;
    let shut = ends(writer.shutdown(), NO_END).await?;
    say("your writer has been shut down");
    must(
        times("you shut down") > 0 && shut.is_ok(),
        "The wire is still open, so the peer waits for more. A shutdown has \
         to be passed on: it is what says that nothing more will come.",
    )?;
    let mut got = Vec::new();
    let _ = ends(far.read_to_end(&mut got), NO_END).await?;
    must(
        got == b"HI",
        format!("\"hi\" was written, and the peer got {}.", show(&got)),
    )?;

    let (near, mut far) = duplex(4);
    let mut writer = shout(BufWriter::with_capacity(0, Wire::new(near)));
    say("another wire takes 4 bytes at a time:");
    let both = async {
        let write = async {
            let _ = writer.write_all(b"hello world").await;
            let _ = writer.shutdown().await;
        };
        let mut got = Vec::new();
        let (_, ()) = tokio::join!(far.read_to_end(&mut got), write);
        got
    };
    let got = ends(both, NO_END).await?;
    must(
        got == b"HELLO WORLD",
        format!(
            "The peer got {}, not \"HELLO WORLD\". `poll_write` returns how \
             many bytes were taken: that is what the inner writer says, and \
             not how many there were.",
            show(&got)
        ),
    )
}

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
        let read = async {
            while got.len() <= 11 && far.read_buf(&mut got).await? > 0 {}
            drop(far); // whoever sends the same again and again stops here
            std::io::Result::Ok(())
        };
        let (_, ()) = tokio::join!(read, write);
        got
    };
    let got = ends(both, NO_END).await?;
    must(
        got.len() <= 11,
        format!(
            "The peer got {}, for \"hello world\": your `poll_write` did not \
             report bytes that the inner writer had taken, so it was given \
             them again. Poll the inner writer once, and return how many \
             bytes it took.",
            show(&got)
        ),
    )?;
    must(
        !got.is_empty(),
        "\"hello world\" was written to your writer, which was then shut down, \
         and the peer got nothing. What your writer holds has to be passed on \
         before the shutdown is.",
    )?;
    must(
        got.len() == 11,
        format!(
            "The peer got {}, not \"HELLO WORLD\". `poll_write` returns how \
             many bytes were taken: that is what the inner writer says, and \
             not how many there were.",
            show(&got)
        ),
    )?;
    must(
        got == b"HELLO WORLD",
        format!(
            "The peer got {}, not \"HELLO WORLD\". Only letters change.",
            show(&got)
        ),
    )?;

    let (near, mut far) = duplex(16 * 1024);
    let mut writer = shout(BufWriter::with_capacity(0, Wire::new(near)));
    say("another wire has room for 12,000 bytes of \"größe \":");
    let text = "größe ".repeat(1500);
    let written = ends(writer.write_all(text.as_bytes()), NO_END).await?;
    let shut = ends(writer.shutdown(), NO_END).await?;
    let mut got = Vec::new();
    let _ = ends(far.read_to_end(&mut got), NO_END).await?;
    must(
        written.is_ok() && shut.is_ok() && got.len() == 12_000,
        format!("12,000 bytes were written, and the peer got {}.", got.len()),
    )?;
    must(
        got == "GRößE ".repeat(1500).as_bytes(),
        "The peer was to get \"GRößE \" 1500 times. Only ASCII letters \
         change: a character beyond ASCII is two bytes or more, and a write \
         may cut it in two.",
    )
}

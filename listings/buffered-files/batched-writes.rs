//! Writes a file ten bytes at a time, and counts how often the task waits.

use std::future::{Future, poll_fn};
use std::io::Write;
use std::pin::pin;

use tokio::fs::{self, File};
use tokio::io::{self, AsyncWrite, AsyncWriteExt, BufWriter};
use tokio::task::spawn_blocking;

const RECORD: &[u8] = b"a record.\n";
const RECORDS: usize = 2_000;

// ANCHOR: ways
async fn one_by_one(mut w: impl AsyncWrite + Unpin) -> io::Result<()> {
    for _ in 0..RECORDS {
        w.write_all(RECORD).await?;
    }
    w.flush().await
}

fn on_one_thread() -> io::Result<()> {
    let file = std::fs::File::create("foo.txt")?;
    let mut w = std::io::BufWriter::new(file);
    for _ in 0..RECORDS {
        w.write_all(RECORD)?;
    }
    w.flush()
}
// ANCHOR_END: ways

async fn waits(way: impl Future<Output = io::Result<()>>) -> io::Result<u32> {
    let mut way = pin!(way);
    let mut waits = 0;
    let counting = poll_fn(|cx| {
        let poll = way.as_mut().poll(cx);
        waits += u32::from(poll.is_pending());
        poll
    });
    counting.await?;
    Ok(waits)
}

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let file = File::create("foo.txt").await?;
    let many = waits(one_by_one(file)).await?; // ①
    let compare = |way, waits| match 100 * waits < many {
        true => println!("{way}: under 1 % of the waits"),
        false => println!("{way}: no such difference here"),
    };

    let writer = BufWriter::new(File::create("foo.txt").await?);
    compare("BufWriter", waits(one_by_one(writer)).await?);

    let whole = fs::write("foo.txt", RECORD.repeat(RECORDS)); // ②
    compare("fs::write", waits(whole).await?);

    let batch = async { spawn_blocking(on_one_thread).await? }; // ③
    compare("spawn_blocking", waits(batch).await?);
    Ok(())
}
// ANCHOR_END: main

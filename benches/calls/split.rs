//! What it costs to split a connection.

use std::io::{self, Read, Write};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::case::{
    Comparison, Count, MICROSECONDS, Threads, case, check, current_thread,
    timed,
};
use crate::tcp::pair;

pub fn comparisons() -> Vec<Comparison> {
    vec![Comparison {
        id: "split",
        title: "How long it takes to send 64 bytes over a TCP connection of \
                this machine, and to receive 64 others.",
        unit: MICROSECONDS,
        count: Some(Count {
            for_each: "exchange",
            in_one: 1.0,
            times: 1000,
            processes: 1,
            threads: Threads::All,
        }),
        cases: vec![
            case("whole", "not split", whole),
            case("split", "`split`, which borrows", split),
            case("into-split", "`into_split`", into_split),
            case("io-split", "`io::split`", io_split),
        ],
    }]
}

fn whole(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let (mut near, far) = pair()?;
        let each = async || {
            near.write_all(&QUESTION).await?;
            answer(&far)?;
            let mut buffer = [0; 64];
            near.read_exact(&mut buffer).await?;
            check(buffer == ANSWER, "another answer")
        };
        timed(times, each).await
    })
}

fn split(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let (mut near, far) = pair()?;
        let (reader, writer) = near.split();
        halves(times, reader, writer, &far).await
    })
}

fn into_split(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let (near, far) = pair()?;
        let (reader, writer) = near.into_split();
        halves(times, reader, writer, &far).await
    })
}

fn io_split(times: u64) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        let (near, far) = pair()?;
        let (reader, writer) = tokio::io::split(near);
        halves(times, reader, writer, &far).await
    })
}

const QUESTION: [u8; 64] = [b'?'; 64];
const ANSWER: [u8; 64] = [b'!'; 64];

async fn halves(
    times: u64,
    mut reader: impl AsyncRead + Unpin,
    mut writer: impl AsyncWrite + Unpin,
    far: &std::net::TcpStream,
) -> io::Result<Duration> {
    let each = async || {
        writer.write_all(&QUESTION).await?;
        answer(far)?;
        let mut buffer = [0; 64];
        reader.read_exact(&mut buffer).await?;
        check(buffer == ANSWER, "another answer")
    };
    timed(times, each).await
}

/// The peer, in the same thread and without Tokio, so that nobody has to wait
/// for anybody: two system calls.
fn answer(mut far: &std::net::TcpStream) -> io::Result<()> {
    let mut buffer = [0; 64];
    far.read_exact(&mut buffer)?;
    check(buffer == QUESTION, "another question")?;
    far.write_all(&ANSWER)
}

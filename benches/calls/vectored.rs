//! What it costs to send a header and a body as two writes, or as one.

use std::io::{self, IoSlice, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Buf;
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter,
};
use tokio::net::TcpStream as Stream;

use crate::case::{
    Case, Comparison, Count, MICROSECONDS, Threads, case, check, check_piece,
    current_thread, pattern,
};
use crate::tcp::pair;

const HEADER: usize = 8;
const KIB: usize = 1 << 10;

pub fn comparisons() -> Vec<Comparison> {
    let each_message = Count {
        for_each: "message",
        in_one: 1.0,
        times: 1000,
        processes: 3,
        threads: Threads::Main,
    };
    vec![
        Comparison {
            id: "vectored-1",
            title: "How long it takes to send a header of 8 bytes and a body \
                    of 1 KiB over a TCP connection of this machine.",
            unit: MICROSECONDS,
            count: Some(each_message),
            cases: cases::<KIB>(),
        },
        Comparison {
            id: "vectored-64",
            title: "How long it takes to send a header of 8 bytes and a body \
                    of 64 KiB over a TCP connection of this machine.",
            unit: MICROSECONDS,
            count: Some(each_message),
            cases: cases::<{ 64 * KIB }>(),
        },
    ]
}

fn cases<const BODY: usize>() -> Vec<Case> {
    vec![
        case("two-writes", "two `write_all`", two_writes::<BODY>),
        case("joined", "joined in a new `Vec`", joined::<BODY>),
        case("write-vectored", "`write_vectored`", write_vectored::<BODY>),
        case("write-all-buf", "`write_all_buf`", write_all_buf::<BODY>),
        case("buf-writer", "`BufWriter`, flushed", buf_writer::<BODY>),
    ]
}

fn two_writes<const BODY: usize>(times: u64) -> io::Result<Duration> {
    let send = async |stream: &mut Stream, header: &[u8], body: &[u8]| {
        stream.write_all(header).await?;
        stream.write_all(body).await
    };
    messages::<_, BODY>(times, |stream| stream, send)
}

fn joined<const BODY: usize>(times: u64) -> io::Result<Duration> {
    let send = async |stream: &mut Stream, header: &[u8], body: &[u8]| {
        let message = [header, body].concat();
        stream.write_all(&message).await
    };
    messages::<_, BODY>(times, |stream| stream, send)
}

fn write_vectored<const BODY: usize>(times: u64) -> io::Result<Duration> {
    let send = async |stream: &mut Stream, header: &[u8], body: &[u8]| {
        let mut parts = [IoSlice::new(header), IoSlice::new(body)];
        let mut parts = &mut parts[..];
        while !parts.is_empty() {
            let n = stream.write_vectored(parts).await?;
            check(n > 0, "no byte")?;
            IoSlice::advance_slices(&mut parts, n);
        }
        Ok(())
    };
    messages::<_, BODY>(times, |stream| stream, send)
}

fn write_all_buf<const BODY: usize>(times: u64) -> io::Result<Duration> {
    let send = async |stream: &mut Stream, header: &[u8], body: &[u8]| {
        let mut message = Buf::chain(header, body);
        stream.write_all_buf(&mut message).await
    };
    messages::<_, BODY>(times, |stream| stream, send)
}

fn buf_writer<const BODY: usize>(times: u64) -> io::Result<Duration> {
    messages::<_, BODY>(
        times,
        BufWriter::new,
        async |writer: &mut BufWriter<Stream>, header, body| {
            writer.write_all(header).await?;
            writer.write_all(body).await?;
            writer.flush().await
        },
    )
}

/// As many as fit are on the way at a time; measured until the last one has
/// been received.
fn messages<W, const BODY: usize>(
    times: u64,
    wrap: impl FnOnce(Stream) -> W,
    send: impl AsyncFn(&mut W, &[u8], &[u8]) -> io::Result<()>,
) -> io::Result<Duration>
where
    W: AsyncRead + AsyncWrite + Unpin,
{
    let message: Vec<u8> = (0..(HEADER + BODY) as u64).map(pattern).collect();
    let (header, body) = message.split_at(HEADER);
    current_thread()?.block_on(async {
        let (near, far) = pair()?;
        let mut near = wrap(near);
        let receiver =
            thread::spawn(move || receive(&far, (HEADER + BODY) as u64, times));
        let start = Instant::now();
        for _ in 0..times {
            send(&mut near, header, body).await?;
        }
        let receipt = near.read_u8().await?;
        let time = start.elapsed();
        check(receipt == RECEIPT, "another receipt")?;
        let panicked = |_| io::Error::other("the receiver panicked");
        receiver.join().map_err(panicked)??;
        Ok(time)
    })
}

const RECEIPT: u8 = b'!';

fn receive(mut stream: &TcpStream, each: u64, times: u64) -> io::Result<()> {
    let mut buffer = vec![0; 64 * KIB];
    let mut received = 0;
    while received < each * times {
        let n = stream.read(&mut buffer)?;
        check(n > 0, "the end")?;
        let at = received % each;
        if at + n as u64 <= each {
            check_piece(&buffer[..n], at)?;
        } else {
            check_piece(&buffer[..(each - at) as usize], at)?;
        }
        received += n as u64;
    }
    check(received == each * times, "another number of bytes")?;
    stream.write_all(&[RECEIPT])
}

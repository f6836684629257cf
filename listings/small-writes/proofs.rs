//! Proofs of the claims about small writes to a connection.

use std::io::IoSlice;
use std::pin::Pin;
use std::task::{Context, Poll};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

#[cfg(target_os = "linux")]
use socket2::SockRef;
#[cfg(target_os = "linux")]
use tokio::io::AsyncRead;
use tokio::io::{self, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter};
#[cfg(target_os = "linux")]
use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixStream};
use tokio_util::bytes::Buf;

use crate::connected;

#[cfg(target_os = "linux")]
// ANCHOR: request_time
/// The time of a request, with a write for each piece, and of its answer.
async fn request_time<S: AsyncRead + AsyncWrite + Unpin>(
    near: &mut S,
    far: &mut (impl AsyncRead + AsyncWrite + Unpin),
    pieces: &[&[u8]],
) -> io::Result<Duration> {
    let start = Instant::now();
    let mut received = vec![0; pieces.concat().len()];
    let request = async {
        for piece in pieces {
            near.write_all(piece).await?;
        }
        near.flush().await?;
        near.read_exact(&mut [0; 2]).await
    };
    let answer = async {
        far.read_exact(&mut received).await?;
        far.write_all(b"ok").await
    };
    tokio::try_join!(request, answer)?;
    Ok(start.elapsed())
}
// ANCHOR_END: request_time

#[cfg(target_os = "linux")]
// ANCHOR: times
/// A request in two writes.
const TWO: &[&[u8]] = &[b"length 5\n", b"hello"];

#[cfg(target_os = "linux")]
/// The times of nine requests, the shortest first, after one that does not
/// count. A slow median is compared with the third of the fast ones, since a
/// busy machine delays some, and after a long pause one is fast.
async fn times<S: AsyncRead + AsyncWrite + Unpin>(
    near: &mut S,
    far: &mut (impl AsyncRead + AsyncWrite + Unpin),
    pieces: &[&[u8]],
) -> io::Result<[Duration; 9]> {
    request_time(near, far, pieces).await?;
    let mut times = [Duration::ZERO; 9];
    for time in &mut times {
        *time = request_time(near, far, pieces).await?;
    }
    times.sort();
    Ok(times)
}
// ANCHOR_END: times

// ANCHOR: nagle
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    let as_it_comes = times(&mut near, &mut far, TWO).await?;
    near.set_nodelay(true)?;
    let with_nodelay = times(&mut near, &mut far, TWO).await?;

    assert!(as_it_comes[4] > 10 * with_nodelay[2]);
    Ok(())
}
// ANCHOR_END: nagle

// ANCHOR: nagle_is_of_tcp
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle_is_of_tcp() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let tcp = times(&mut near, &mut far, TWO).await?;
    let (mut near, mut far) = UnixStream::pair()?;
    let unix = times(&mut near, &mut far, TWO).await?;

    assert!(tcp[4] > 10 * unix[2]);
    Ok(())
}
// ANCHOR_END: nagle_is_of_tcp

#[cfg(target_os = "linux")]
// ANCHOR: short_segments
/// Both ends of a new TCP connection whose full segments have 1000 bytes.
async fn short_segments() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let socket = TcpSocket::new_v4()?;
    SockRef::from(&socket).set_tcp_mss(1000)?;
    let near = socket.connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept().await?;
    Ok((near, far))
}
// ANCHOR_END: short_segments

// ANCHOR: nagle_spares_the_tail
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle_spares_the_tail() -> io::Result<()> {
    let (mut near, mut far) = short_segments().await?;

    let held = times(&mut near, &mut far, TWO).await?;
    let one_write: &[&[u8]] = &[&[b'x'; 1500]]; // one full, and a tail
    let not_held = times(&mut near, &mut far, one_write).await?;

    assert!(held[4] > 10 * not_held[2]);
    Ok(())
}
// ANCHOR_END: nagle_spares_the_tail

// ANCHOR: nagle_spares_the_first
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nagle_spares_the_first() -> io::Result<()> {
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());

    for _ in 0..5 {
        let (mut near, mut far) = connected().await?;
        firsts.push(request_time(&mut near, &mut far, TWO).await?);
        seconds.push(request_time(&mut near, &mut far, TWO).await?);
    }

    firsts.sort();
    seconds.sort();
    assert!(seconds[2] > 10 * firsts[0]); // the median and the fastest
    Ok(())
}
// ANCHOR_END: nagle_spares_the_first

// ANCHOR: quickack_until_the_answer
#[cfg(target_os = "linux")]
#[tokio::test]
async fn quickack_until_the_answer() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut quickack = Vec::new();

    for _ in 0..10 {
        near.write_all(b"length 5\nhello").await?;
        far.read_exact(&mut [0; 14]).await?;
        quickack.push(SockRef::from(&far).tcp_quickack()?);
        far.write_all(b"ok").await?;
    }

    assert!(quickack[0]);
    assert!(quickack.contains(&false));
    Ok(())
}
// ANCHOR_END: quickack_until_the_answer

// ANCHOR: nodelay_is_the_writers
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nodelay_is_the_writers() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    far.set_nodelay(true)?;
    let set_by_the_peer = times(&mut near, &mut far, TWO).await?;
    near.set_nodelay(true)?;
    let set_by_the_writer = times(&mut near, &mut far, TWO).await?;

    assert!(set_by_the_peer[4] > 10 * set_by_the_writer[2]);
    Ok(())
}
// ANCHOR_END: nodelay_is_the_writers

// ANCHOR: nodelay_is_off
#[tokio::test]
async fn nodelay_is_off() -> io::Result<()> {
    let (near, far) = connected().await?;

    assert!(!near.nodelay()?); // from `connect`
    assert!(!far.nodelay()?); // from `accept`
    Ok(())
}
// ANCHOR_END: nodelay_is_off

// ANCHOR: nodelay_is_inherited
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nodelay_is_inherited() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_nodelay(true)?;
    socket.bind("127.0.0.1:0".parse().unwrap())?;
    let listener = socket.listen(16)?;

    let near = TcpStream::connect(listener.local_addr()?).await?;
    let (far, _) = listener.accept().await?;

    assert!(far.nodelay()?);
    assert!(!near.nodelay()?);
    Ok(())
}
// ANCHOR_END: nodelay_is_inherited

// ANCHOR: lengths
/// Takes all that it is given, and notes the length of each write.
#[derive(Default)]
struct Lengths(Vec<usize>);

impl AsyncWrite for Lengths {
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let length = pieces.iter().map(|piece| piece.len()).sum();
        self.0.push(length);
        Poll::Ready(Ok(length))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
    // ANCHOR_END: lengths

    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    // ANCHOR: lengths
}
// ANCHOR_END: lengths

// ANCHOR: bufwriter_joins_writes
#[tokio::test]
async fn bufwriter_joins_writes() -> io::Result<()> {
    let mut writer = BufWriter::new(Lengths::default());

    writer.write_all(b"length 5\n").await?;
    writer.write_all(b"hello").await?;
    assert!(writer.get_ref().0.is_empty());

    writer.flush().await?;
    assert_eq!(writer.get_ref().0, [14]);
    Ok(())
}
// ANCHOR_END: bufwriter_joins_writes

// ANCHOR: bufwriter_too_small
#[tokio::test]
async fn bufwriter_too_small() -> io::Result<()> {
    let body = [b'x'; 8184]; // with the head, one byte more than 8 KiB

    let mut writer = BufWriter::new(Lengths::default());
    writer.write_all(b"length 5\n").await?;
    writer.write_all(&body).await?;
    writer.flush().await?;
    assert_eq!(writer.get_ref().0, [9, 8184]);

    let mut writer = BufWriter::with_capacity(8193, Lengths::default());
    writer.write_all(b"length 5\n").await?;
    writer.write_all(&body).await?;
    writer.flush().await?;
    assert_eq!(writer.get_ref().0, [8193]);
    Ok(())
}
// ANCHOR_END: bufwriter_too_small

// ANCHOR: bufwriter_too_late
#[cfg(target_os = "linux")]
#[tokio::test]
async fn bufwriter_too_late() -> io::Result<()> {
    let request: &[&[u8]] = &[b"length 5\n", &[b'x'; 8184]];

    let (near, mut far) = connected().await?;
    let mut near = BufWriter::new(near);
    let in_two = times(&mut near, &mut far, request).await?;
    let mut near = BufWriter::with_capacity(8193, near.into_inner());
    let in_one = times(&mut near, &mut far, request).await?;
    assert!(in_two[4] > 10 * in_one[2]);

    let (near, mut far) = short_segments().await?;
    let mut near = BufWriter::new(near);
    let not_held = times(&mut near, &mut far, request).await?;
    assert!(in_two[4] > 10 * not_held[2]);
    Ok(())
}
// ANCHOR_END: bufwriter_too_late

// ANCHOR: chain_joins_writes
#[tokio::test]
async fn chain_joins_writes() -> io::Result<()> {
    let body = vec![b'x'; 50_000];
    let mut writer = Lengths::default();

    let mut message = Buf::chain(&b"length 50000\n"[..], &body[..]);
    writer.write_all_buf(&mut message).await?;
    assert_eq!(writer.0, [50_013]);

    let (mut near, _far) = connected().await?;
    let mut message = Buf::chain(&b"length 5\n"[..], &b"hello"[..]);
    assert_eq!(near.write_buf(&mut message).await?, 14); // one call
    Ok(())
}
// ANCHOR_END: chain_joins_writes

// ANCHOR: bufwriter_reads_through
#[tokio::test]
async fn bufwriter_reads_through() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut writer = BufWriter::new(near);
    let mut buffer = [0; 2];

    far.write_all(b"ok, and more").await?;
    writer.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"ok");

    // It took what it was asked for, and no more.
    let mut rest = String::new();
    drop(far);
    writer.into_inner().read_to_string(&mut rest).await?;
    assert_eq!(rest, ", and more");
    Ok(())
}
// ANCHOR_END: bufwriter_reads_through

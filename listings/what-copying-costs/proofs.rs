//! Proofs of the claims about what copying costs.

use std::fs;
use std::io::IoSlice;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::{Context, Poll};

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
    BufWriter,
};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;
use tokio_util::bytes::Buf;
use tokio_util::io::{InspectReader, InspectWriter};

use crate::{allocations, poll_once};

// ANCHOR: calls
const KIB: usize = 1024;
static MEBIBYTE: [u8; 1024 * KIB] = [b'x'; 1024 * KIB];

type Reader<'a> = &'a mut (dyn AsyncRead + Unpin);
type Writer<'a> = &'a mut (dyn AsyncWrite + Unpin);

/// How many reads and writes it takes to copy a MiB.
async fn calls(
    reader: impl AsyncRead + Unpin,
    copy: impl AsyncFnOnce(Reader, Writer) -> io::Result<u64>,
) -> io::Result<(usize, usize)> {
    let (mut reads, mut writes) = (0, 0);
    let mut reader = InspectReader::new(reader, |_: &[u8]| reads += 1);
    let mut writer = InspectWriter::new(io::sink(), |_: &[u8]| writes += 1);
    let copied = copy(&mut reader, &mut writer).await?;
    assert_eq!(copied, 1 << 20);
    Ok((reads, writes))
}
// ANCHOR_END: calls

// ANCHOR: same_size_same_calls
#[tokio::test]
async fn same_size_same_calls() -> io::Result<()> {
    let source = &MEBIBYTE[..];
    let copy = calls(source, async |r, w| io::copy(r, w).await).await?;

    let copy_buf = calls(source, async |r, w| {
        let mut reader = BufReader::with_capacity(8 * KIB, r);
        io::copy_buf(&mut reader, w).await
    });
    let by_hand = calls(source, async |r, w| {
        let (mut buffer, mut copied) = ([0; 8 * KIB], 0);
        while let n @ 1.. = r.read(&mut buffer).await? {
            w.write_all(&buffer[..n]).await?;
            copied += n as u64;
        }
        Ok(copied)
    });

    assert_eq!(copy, (129, 128)); // the last read finds the end
    assert_eq!(copy_buf.await?, copy);
    assert_eq!(by_hand.await?, copy);
    Ok(())
}
// ANCHOR_END: same_size_same_calls

// ANCHOR: copy_buf_fewer_calls
#[tokio::test]
async fn copy_buf_fewer_calls() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    fs::write(&path, &MEBIBYTE[..])?;

    let file = File::open(&path).await?;
    let copy = calls(file, async |r, w| io::copy(r, w).await).await?;
    assert_eq!(copy, (129, 128));

    for (room, reads) in [(64, 17), (128, 9), (1024, 2)] {
        let file = File::open(&path).await?;
        let copy_buf = calls(file, async |r, w| {
            let mut reader = BufReader::with_capacity(room * KIB, r);
            io::copy_buf(&mut reader, w).await
        });
        assert_eq!(copy_buf.await?, (reads, reads - 1));
    }
    Ok(())
}
// ANCHOR_END: copy_buf_fewer_calls

// ANCHOR: bufreader_spares_reads
#[tokio::test]
async fn bufreader_spares_reads() -> io::Result<()> {
    let room = 128 * KIB;

    let reader_alone = calls(&MEBIBYTE[..], async |r, w| {
        let mut reader = BufReader::with_capacity(room, r);
        io::copy(&mut reader, w).await
    });
    assert_eq!(reader_alone.await?, (9, 128));

    let both = calls(&MEBIBYTE[..], async |r, w| {
        let mut reader = BufReader::with_capacity(room, r);
        let mut writer = BufWriter::with_capacity(room, w);
        io::copy(&mut reader, &mut writer).await
    });
    assert_eq!(both.await?, (9, 8));
    Ok(())
}
// ANCHOR_END: bufreader_spares_reads

// ANCHOR: no_more_than_came
#[tokio::test]
async fn no_more_than_came() -> io::Result<()> {
    for room in [8 * KIB, 64 * KIB, 1024 * KIB] {
        let (mut near, far) = io::duplex(4 * KIB);
        let sent = async move { near.write_all(&MEBIBYTE).await };
        let copied = calls(far, async |r, w| {
            let mut reader = BufReader::with_capacity(room, r);
            io::copy_buf(&mut reader, w).await
        });

        let ((), copied) = tokio::try_join!(sent, copied)?;
        assert_eq!(copied, (257, 256));
    }
    Ok(())
}
// ANCHOR_END: no_more_than_came

// ANCHOR: copy_reads_on
#[tokio::test]
async fn copy_reads_on() -> io::Result<()> {
    let (mut peer, mut reader) = io::duplex(4);
    let (mut writer, mut far) = io::duplex(4);
    writer.write_all(b"full").await?;

    let mut copying = pin!(io::copy(&mut reader, &mut writer));
    for _ in 0..2048 {
        // There is room again, although nothing can be written.
        assert!(poll_once(peer.write_all(b"more")).is_ready());
        assert!(poll_once(copying.as_mut()).is_pending());
    }

    // It holds 8 KiB, and reads no more, also when it has written four.
    assert!(poll_once(peer.write_all(b"more")).is_ready());
    assert!(poll_once(copying.as_mut()).is_pending());
    far.read_exact(&mut [0; 4]).await?;
    assert!(poll_once(copying.as_mut()).is_pending());
    assert_eq!(far.read(&mut [0; 4]).await?, 4);
    assert!(poll_once(peer.write_all(b"more")).is_pending());
    Ok(())
}
// ANCHOR_END: copy_reads_on

// ANCHOR: sizes_are_used
#[tokio::test]
async fn sizes_are_used() -> io::Result<()> {
    let (mut to_a, mut to_b) = (Vec::new(), Vec::new()); // lengths of writes
    let a = InspectWriter::new(io::sink(), |it: &[u8]| to_a.push(it.len()));
    let b = InspectWriter::new(io::sink(), |it: &[u8]| to_b.push(it.len()));
    let mut a = io::join(&MEBIBYTE[..], a);
    let mut b = io::join(&MEBIBYTE[..], b);

    let (a_to_b, b_to_a) = (64 * KIB, 2 * KIB);
    io::copy_bidirectional_with_sizes(&mut a, &mut b, a_to_b, b_to_a).await?;

    assert_eq!((to_b.len(), to_b[0]), (16, 64 * KIB));
    assert_eq!((to_a.len(), to_a[0]), (512, 2 * KIB));
    Ok(())
}
// ANCHOR_END: sizes_are_used

// ANCHOR: buffers_at_once
#[test]
fn buffers_at_once() {
    let (copy, _) = allocations(|| {
        poll_once(io::copy(&mut &MEBIBYTE[..], &mut io::sink()))
    });
    assert_eq!((copy.count_total, copy.bytes_total), (1, 8 * 1024));

    let ((mut a, mut peer), (mut b, _other)) = (io::duplex(1), io::duplex(1));
    let (a_to_b, b_to_a) = (256 * KIB, 256 * KIB);
    let proxy =
        io::copy_bidirectional_with_sizes(&mut a, &mut b, a_to_b, b_to_a);
    let mut proxy = pin!(proxy);
    let (silent, _) = allocations(|| poll_once(proxy.as_mut()));
    assert_eq!((silent.count_total, silent.bytes_total), (2, 512 * 1024));

    assert!(poll_once(peer.shutdown()).is_ready()); // ends one direction
    let (half, _) = allocations(|| poll_once(proxy.as_mut()));
    assert_eq!((half.count_current, half.bytes_current), (-1, -256 * 1024));
}
// ANCHOR_END: buffers_at_once

// ANCHOR: fs_copy_one_hop
#[test]
fn fs_copy_one_hop() -> io::Result<()> {
    let from = NamedTempFile::new()?.into_temp_path();
    let to = NamedTempFile::new()?.into_temp_path();
    fs::write(&from, &MEBIBYTE[..])?;
    let mut runtime = Builder::new_current_thread();

    runtime.max_blocking_threads(1).build()?.block_on(async {
        let (release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        let mut copying = pin!(tokio::fs::copy(&from, &to));
        assert!(poll_once(copying.as_mut()).is_pending());
        let next_in_line = spawn_blocking(|| ());
        drop(release);

        // The thread came by once, and the file is copied.
        next_in_line.await?;
        let copied = poll_once(copying);
        assert!(matches!(copied, Poll::Ready(Ok(n)) if n == 1 << 20));
        Ok(())
    })
}
// ANCHOR_END: fs_copy_one_hop

// ANCHOR: noted
/// Takes all that a call brings, and notes how many bytes that is.
#[derive(Default)]
struct Noted {
    calls: Vec<usize>,
    is_vectored: bool,
}

impl AsyncWrite for Noted {
    fn is_write_vectored(&self) -> bool {
        self.is_vectored
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        pieces: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let taken = pieces.iter().map(|piece| piece.len()).sum();
        self.calls.push(taken);
        Poll::Ready(Ok(taken))
    }
    // ANCHOR_END: noted

    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.calls.push(bytes.len());
        Poll::Ready(Ok(bytes.len()))
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
    // ANCHOR: noted
}
// ANCHOR_END: noted

// ANCHOR: calls_for_a_message
#[tokio::test]
async fn calls_for_a_message() -> io::Result<()> {
    let head = [b'h'; 8];
    for (body, buffered) in [(KIB, vec![8 + KIB]), (8 * KIB, vec![8, 8 * KIB])]
    {
        let body = vec![b'b'; body];

        let mut two = Noted::default();
        two.write_all(&head).await?;
        two.write_all(&body).await?;
        assert_eq!(two.calls, [8, body.len()]);

        let mut joined = Noted::default();
        joined.write_all(&[&head[..], &body].concat()).await?;
        assert_eq!(joined.calls, [8 + body.len()]);

        let mut writer = BufWriter::new(Noted::default());
        writer.write_all(&head).await?;
        writer.write_all(&body).await?;
        writer.flush().await?;
        assert_eq!(writer.get_ref().calls, buffered);
    }
    Ok(())
}
// ANCHOR_END: calls_for_a_message

// ANCHOR: chain_needs_vectored
#[tokio::test]
async fn chain_needs_vectored() -> io::Result<()> {
    let (head, body) = ([b'h'; 8], [b'b'; 64 * KIB]);

    let mut vectored = Noted {
        is_vectored: true,
        ..Noted::default()
    };
    let mut message = Buf::chain(&head[..], &body[..]);
    vectored.write_all_buf(&mut message).await?;
    assert_eq!(vectored.calls, [8 + 64 * KIB]);

    let mut not_vectored = Noted::default();
    let mut message = Buf::chain(&head[..], &body[..]);
    not_vectored.write_all_buf(&mut message).await?;
    assert_eq!(not_vectored.calls, [8, 64 * KIB]);
    Ok(())
}
// ANCHOR_END: chain_needs_vectored

// ANCHOR: joining_allocates
#[test]
fn joining_allocates() {
    let (head, body) = ([b'h'; 8], [b'b'; 64 * KIB]);
    let mut writer = io::sink();

    let (joined, sent) = allocations(|| {
        let message = [&head[..], &body].concat();
        poll_once(writer.write_all(&message)).is_ready()
    });
    assert!(sent && joined.bytes_total == 8 + 64 * 1024);

    let (chained, sent) = allocations(|| {
        let mut message = Buf::chain(&head[..], &body[..]);
        poll_once(writer.write_all_buf(&mut message)).is_ready()
    });
    assert!(sent && chained.bytes_total == 0);
}
// ANCHOR_END: joining_allocates

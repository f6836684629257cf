//! Proofs of the claims about adapters to other traits, threads and streams.

use std::future::poll_fn;
use std::io::{BufReader, Read, Write};
use std::mem::MaybeUninit;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{panic, thread};

use tokio::io::{
    self, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt,
    DuplexStream, ErrorKind, ReadBuf,
};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinHandle, block_in_place, spawn_blocking};
use tokio_stream::StreamExt;
use tokio_test::io::Builder as Script;
use tokio_util::compat::{
    FuturesAsyncReadCompatExt, TokioAsyncReadCompatExt,
    TokioAsyncWriteCompatExt,
};
use tokio_util::io::{ReaderStream, StreamReader, SyncIoBridge};

use crate::{allocations, connected, poll_once};

/// A reader that counts the calls which it has answered.
struct Counted<R> {
    reader: R,
    calls: usize,
}

impl<R: AsyncRead + Unpin> AsyncRead for Counted<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.reader).poll_read(cx, buffer);
        self.calls += usize::from(answer.is_ready());
        answer
    }
}

// ANCHOR: runtimes
/// A runtime of each flavor.
fn runtimes() -> io::Result<[Runtime; 2]> {
    Ok([
        Builder::new_current_thread().enable_all().build()?,
        Builder::new_multi_thread().enable_all().build()?,
    ])
}
// ANCHOR_END: runtimes

// ANCHOR: compat_passes_on
#[tokio::test]
async fn compat_passes_on() -> io::Result<()> {
    use futures_util::io::{AsyncReadExt, AsyncWriteExt};

    let mut reader = Script::new().read(b"one").read(b"two").build().compat();
    let mut buffer = [0; 64];
    for piece in [&b"one"[..], b"two", b""] {
        let (info, read) = allocations(|| poll_once(reader.read(&mut buffer)));
        assert!(matches!(read, Poll::Ready(Ok(n)) if &buffer[..n] == piece));
        assert_eq!(info.count_total, 0);
    }

    let (near, mut far) = io::duplex(64);
    let mut near = near.compat_write();
    near.close().await?;
    let end = poll_once(tokio::io::AsyncReadExt::read(&mut far, &mut buffer));
    assert!(matches!(end, Poll::Ready(Ok(0))));
    Ok(())
}
// ANCHOR_END: compat_passes_on

// ANCHOR: compat_zeros
#[tokio::test]
async fn compat_zeros() -> io::Result<()> {
    let reader = futures_util::io::AllowStdIo::new(&b"hello"[..]);
    let mut reader = pin!(reader.compat());

    let mut memory = [MaybeUninit::uninit(); 64];
    let mut buffer = ReadBuf::uninit(&mut memory);
    poll_fn(|cx| reader.as_mut().poll_read(cx, &mut buffer)).await?;

    assert_eq!(buffer.filled(), b"hello");
    assert_eq!(buffer.initialized().len(), 64);
    Ok(())
}
// ANCHOR_END: compat_zeros

// ANCHOR: bridge_panics
#[test]
fn bridge_panics() -> io::Result<()> {
    for runtime in runtimes()? {
        let read = || async {
            let mut bridge = SyncIoBridge::new(&b"all bytes are here"[..]);
            bridge.read(&mut [0; 64]).is_ok()
        };
        let error = runtime.block_on(runtime.spawn(read())).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("Cannot start a runtime from within a runtime"));

        let main = || runtime.block_on(read());
        assert!(panic::catch_unwind(AssertUnwindSafe(main)).is_err());
    }
    Ok(())
}
// ANCHOR_END: bridge_panics

// ANCHOR: bridge_in_place
#[test]
fn bridge_in_place() -> io::Result<()> {
    let [_, multi_thread] = runtimes()?;
    let read = || async {
        let (mut near, far) = io::duplex(64);
        tokio::spawn(async move { near.write_all(b"hello").await });
        let mut bridge = SyncIoBridge::new(far);
        let n = block_in_place(|| bridge.read(&mut [0; 64]))?;
        io::Result::Ok(n)
    };
    let task = multi_thread.spawn(read());
    assert!(matches!(multi_thread.block_on(task), Ok(Ok(5))));
    assert!(matches!(multi_thread.block_on(read()), Ok(5)));
    Ok(())
}
// ANCHOR_END: bridge_in_place

// ANCHOR: bridge_elsewhere
#[test]
fn bridge_elsewhere() -> io::Result<()> {
    let [runtime, _] = runtimes()?;
    let on_a_thread = thread::spawn(|| SyncIoBridge::new(&b"hello"[..]));
    assert!(on_a_thread.join().is_err());

    let handle = runtime.handle().clone();
    let mut bridge = SyncIoBridge::new_with_handle(&b"hello"[..], handle);
    let on_a_thread = thread::spawn(move || bridge.read(&mut [0; 64]));
    assert_eq!(on_a_thread.join().unwrap()?, 5);
    Ok(())
}
// ANCHOR_END: bridge_elsewhere

// ANCHOR: bridge_needs_the_runtime
#[test]
fn bridge_needs_the_runtime() -> io::Result<()> {
    let [current_thread, _] = runtimes()?;
    current_thread.block_on(async {
        let (mut near, far) = io::duplex(64);
        tokio::spawn(async move { near.write_all(b"hello").await });
        let mut bridge = SyncIoBridge::new(far);
        let mut read = spawn_blocking(move || bridge.read(&mut [0; 64]));

        // Whatever else blocks the runtime's thread will do.
        thread::sleep(Duration::from_millis(10));
        assert!(!read.is_finished());

        assert_eq!((&mut read).await??, 5);
        Ok(())
    })
}
// ANCHOR_END: bridge_needs_the_runtime

// ANCHOR: bridge_holds_a_thread
#[test]
fn bridge_holds_a_thread() -> io::Result<()> {
    let mut builder = Builder::new_current_thread();
    builder.max_blocking_threads(1).build()?.block_on(async {
        let (near, far) = io::duplex(64);
        let read =
            spawn_blocking(move || SyncIoBridge::new(far).read(&mut [0; 64]));
        let (begun, begins) = mpsc::channel();
        let other = spawn_blocking(move || begun.send(()));
        let begins = begins.recv_timeout(Duration::from_millis(10));
        assert!(begins.is_err(), "there was a thread for the other");

        drop(near);
        assert_eq!(read.await??, 0);
        let _ = other.await?;
        Ok(())
    })
}
// ANCHOR_END: bridge_holds_a_thread

// ANCHOR: bridge_runs_on
#[tokio::test]
async fn bridge_runs_on() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    let (sender, results) = mpsc::channel();
    let read = spawn_blocking(move || {
        let _ = sender.send(String::new()); // it has begun
        let mut text = String::new();
        let _ = SyncIoBridge::new(far).read_to_string(&mut text);
        let _ = sender.send(text);
    });
    assert_eq!(results.recv().unwrap(), "");
    read.abort();
    drop(read);

    near.write_all(b"late").await?;
    drop(near);
    let text = spawn_blocking(move || results.recv()).await?;
    assert_eq!(text.as_deref(), Ok("late"));
    Ok(())
}
// ANCHOR_END: bridge_runs_on

// ANCHOR: bridge_at_exit
#[test]
fn bridge_at_exit() -> io::Result<()> {
    for runtime in runtimes()? {
        let (near, far) = runtime.block_on(connected())?;
        let _silent = near.into_std()?; // stays open
        let handle = runtime.handle().clone();
        let (begun, begins) = mpsc::channel();
        let (sender, results) = mpsc::channel();
        runtime.spawn_blocking(move || {
            let _ = begun.send(());
            let mut bridge = SyncIoBridge::new_with_handle(far, handle);
            let _ = sender.send(bridge.read(&mut [0; 64]));
        });
        begins.recv().unwrap();

        drop(runtime); // as at the exit of `main`
        let error = results.recv().unwrap().unwrap_err();
        assert!(error.to_string().contains("is being shutdown"));
    }
    Ok(())
}
// ANCHOR_END: bridge_at_exit

// ANCHOR: buffer_on_this_side
#[test]
fn buffer_on_this_side() -> io::Result<()> {
    let bytes = &[b'x'; 64 * 1024][..];
    let [runtime, _] = runtimes()?;
    let handle = || runtime.handle().clone();
    let mut piece = [0; 64];

    let reader = Counted {
        reader: bytes,
        calls: 0,
    };
    let bridge = SyncIoBridge::new_with_handle(reader, handle());
    let mut this_side = BufReader::new(bridge);
    while this_side.read(&mut piece)? > 0 {}
    assert_eq!(this_side.into_inner().into_inner().calls, 8 + 1);

    let reader = io::BufReader::new(bytes);
    let reader = Counted { reader, calls: 0 };
    let mut that_side = SyncIoBridge::new_with_handle(reader, handle());
    while that_side.read(&mut piece)? > 0 {}
    assert_eq!(that_side.into_inner().calls, 1024 + 1);
    Ok(())
}
// ANCHOR_END: buffer_on_this_side

// ANCHOR: unblocked
/// What a blocking reader has, for an async one to read.
fn unblocked(
    mut reader: impl Read + Send + 'static,
) -> (DuplexStream, JoinHandle<io::Result<u64>>) {
    let (near, far) = io::duplex(64 * 1024); // ①
    let mut far = SyncIoBridge::new(far);
    let copying = spawn_blocking(move || std::io::copy(&mut reader, &mut far));
    (near, copying) // ②
}
// ANCHOR_END: unblocked

// ANCHOR: bridge_shutdown
#[tokio::test]
async fn bridge_shutdown() -> io::Result<()> {
    for shut_down in [false, true] {
        let (near, mut far) = io::duplex(64);
        let (_reader, writer) = io::split(near);
        let mut bridge = SyncIoBridge::new(writer);
        let writing = spawn_blocking(move || {
            bridge.write_all(b"all")?;
            if shut_down { bridge.shutdown() } else { Ok(()) }
        });
        writing.await??;

        far.read_exact(&mut [0; 3]).await?;
        let end = poll_once(far.read(&mut [0; 64]));
        assert_eq!(end.is_ready(), shut_down);
    }
    Ok(())
}
// ANCHOR_END: bridge_shutdown

/// A reader that fails.
struct Fails;

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("bad disk"))
    }
}

// ANCHOR: error_looks_like_the_end
#[tokio::test]
async fn error_looks_like_the_end() -> io::Result<()> {
    let (mut near, copying) = unblocked(Read::chain(&b"half of"[..], Fails));

    let mut text = String::new();
    near.read_to_string(&mut text).await?; // no error here
    assert_eq!(text, "half of");

    let error = copying.await?.expect_err("no error there");
    assert_eq!(error.to_string(), "bad disk");
    Ok(())
}
// ANCHOR_END: error_looks_like_the_end

// ANCHOR: nobody_reads
#[tokio::test]
async fn nobody_reads() -> io::Result<()> {
    let (mut near, copying) = unblocked(std::io::repeat(b'x'));
    near.read_exact(&mut [0; 100]).await?;

    drop(near);
    let error = copying.await?.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    Ok(())
}
// ANCHOR_END: nobody_reads

// ANCHOR: reader_stream_chunks
#[tokio::test]
async fn reader_stream_chunks() -> io::Result<()> {
    let mut named = tempfile::NamedTempFile::new()?;
    named.write_all(&vec![b'x'; 1024 * 1024])?;
    for (capacity, count) in [(None, 256), (Some(65_536), 16)] {
        let reader = tokio::fs::File::open(named.path()).await?;
        let mut file = Counted { reader, calls: 0 };
        let mut stream = match capacity {
            None => ReaderStream::new(&mut file),
            Some(n) => ReaderStream::with_capacity(&mut file, n),
        };
        let mut chunks = 0;
        while let Some(chunk) = stream.next().await {
            assert_eq!(chunk?.len(), capacity.unwrap_or(4096));
            chunks += 1;
        }
        assert_eq!((chunks, file.calls), (count, count + 1));
    }
    Ok(())
}
// ANCHOR_END: reader_stream_chunks

// ANCHOR: reader_stream_room
#[tokio::test]
async fn reader_stream_room() -> io::Result<()> {
    let piece = &[b'x'; 3000];
    let reader = Script::new().read(piece).read(piece).build();

    let stream = ReaderStream::with_capacity(reader, 4096);
    let chunks: Vec<_> =
        stream.map(|chunk| chunk.unwrap().len()).collect().await;

    assert_eq!(chunks, [3000, 1096, 1904]);
    Ok(())
}
// ANCHOR_END: reader_stream_room

// ANCHOR: stream_reader_in_place
#[tokio::test]
async fn stream_reader_in_place() -> io::Result<()> {
    let chunks = [Ok(&b"one\ntw"[..]), Ok(b""), Err("bad gateway"), Ok(b"o\n")];
    let stream =
        tokio_stream::iter(chunks).map(|chunk| chunk.map_err(io::Error::other));
    let mut reader = StreamReader::new(stream);

    let mut line = String::new();
    assert_eq!(reader.read_line(&mut line).await?, 4);
    let error = reader.read_line(&mut line).await.unwrap_err();
    assert_eq!(error.to_string(), "bad gateway");
    assert_eq!(reader.read_line(&mut line).await?, 2);
    assert_eq!(line, "one\ntwo\n");
    Ok(())
}
// ANCHOR_END: stream_reader_in_place

// ANCHOR: stream_reader_holds_a_chunk
#[tokio::test]
async fn stream_reader_holds_a_chunk() -> io::Result<()> {
    for with_chunk in [true, false] {
        let chunks = [io::Result::Ok(&b"head and "[..]), Ok(b"body")];
        let mut reader = StreamReader::new(tokio_stream::iter(chunks));
        reader.read_exact(&mut [0; 5]).await?;

        let mut stream = if with_chunk {
            let (stream, chunk) = reader.into_inner_with_chunk();
            assert_eq!(chunk, Some(&b"and "[..]));
            stream
        } else {
            reader.into_inner()
        };
        assert_eq!(stream.next().await.unwrap()?, b"body");
    }
    Ok(())
}
// ANCHOR_END: stream_reader_holds_a_chunk

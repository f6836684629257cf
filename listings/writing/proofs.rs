//! Proofs of the claims about writing.

use std::fs;
use std::io::Cursor;
use std::pin::pin;
use std::sync::mpsc;
#[cfg(target_os = "linux")]
use std::task::Poll;

#[cfg(unix)]
use socket2::SockRef;
use tempfile::{NamedTempFile, tempfile};
use tokio::fs::File;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;

#[cfg(unix)]
use crate::connected;
use crate::poll_once;

// ANCHOR: write_partial
#[tokio::test]
async fn write_partial() -> io::Result<()> {
    const MIB: usize = 1024 * 1024;

    // A pipe with room for four bytes.
    let (mut pipe, _reader) = io::duplex(4);
    assert_eq!(pipe.write(b"hello world").await?, 4);

    let mut file = File::from_std(tempfile()?);
    assert_eq!(file.write(&vec![0; 3 * MIB]).await?, 2 * MIB);
    Ok(())
}
// ANCHOR_END: write_partial

// ANCHOR: write_partial_tcp
#[cfg(unix)]
#[tokio::test]
async fn write_partial_tcp() -> io::Result<()> {
    let (mut stream, peer) = connected().await?; // which does not read
    SockRef::from(&stream).set_send_buffer_size(64 * 1024)?;
    SockRef::from(&peer).set_recv_buffer_size(64 * 1024)?;
    let offer = vec![0; 64 * 1024 * 1024];

    let taken = stream.write(&offer).await?;

    assert!(taken < offer.len(), "took all {taken} bytes");
    Ok(())
}
// ANCHOR_END: write_partial_tcp

// ANCHOR: write_partial_full
#[cfg(target_os = "linux")]
#[tokio::test]
async fn write_partial_full() -> io::Result<()> {
    let (mut stream, _peer) = connected().await?; // which reads nothing
    stream.writable().await?;

    let mut taken = 100_000;
    while taken == 100_000 {
        taken = match poll_once(stream.write(&[0; 100_000]))? {
            Poll::Ready(taken) => taken,
            Poll::Pending => 0,
        };
    }
    assert!((1..100_000).contains(&taken), "{taken} of 100000 bytes");
    Ok(())
}
// ANCHOR_END: write_partial_full

// ANCHOR: write_all
#[tokio::test]
async fn write_all() -> io::Result<()> {
    let (mut writer, mut reader) = io::duplex(4); // takes four bytes at most
    let sender =
        tokio::spawn(async move { writer.write_all(b"hello world").await });

    let mut received = Vec::new();
    reader.read_to_end(&mut received).await?;

    assert_eq!(received, b"hello world");
    sender.await?
}
// ANCHOR_END: write_all

// ANCHOR: write_all_zero
#[tokio::test]
async fn write_all_zero() -> io::Result<()> {
    let mut room = [0; 4];
    let mut writer = Cursor::new(&mut room[..]);

    assert_eq!(writer.write(b"hello").await?, 4);
    assert_eq!(writer.write(b"o").await?, 0);

    let error = writer.write_all(b"o").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    Ok(())
}
// ANCHOR_END: write_all_zero

// ANCHOR: write_all_error
#[tokio::test]
async fn write_all_error() -> io::Result<()> {
    let (mut writer, mut reader) = io::duplex(4);
    let sender =
        tokio::spawn(async move { writer.write_all(b"hello world").await });

    let mut received = [0; 4];
    reader.read_exact(&mut received).await?;
    drop(reader);

    let error = sender.await?.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(&received, b"hell");
    Ok(())
}
// ANCHOR_END: write_all_error

// ANCHOR: write_after_own_shutdown
#[cfg(unix)]
#[tokio::test]
async fn write_after_own_shutdown() -> io::Result<()> {
    let (mut near, _reader) = io::duplex(64);
    near.shutdown().await?;
    let error = near.write_all(b"more").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);

    let (mut stream, _peer) = connected().await?;
    stream.shutdown().await?;
    let error = stream.write_all(b"more").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    Ok(())
}
// ANCHOR_END: write_after_own_shutdown

// ANCHOR: file_flush
#[test]
fn file_flush() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()?;

    runtime.block_on(async {
        let mut file = File::create(&path).await?;
        // From here on the only blocking thread is busy, until `release`.
        let (release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        file.write_all(b"some bytes").await?;
        assert_eq!(fs::read(&path)?, b"");
        assert_eq!(fs::metadata(&path)?.len(), 0);

        let mut flush = pin!(file.flush());
        assert!(poll_once(flush.as_mut()).is_pending());
        drop(release);
        flush.await?;
        assert_eq!(fs::read(&path)?, b"some bytes");
        Ok(())
    })
}
// ANCHOR_END: file_flush

//! Proofs of the claims about what a flush promises, and to whom.

use std::fs;
use std::sync::mpsc;
use std::task::Poll;

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::runtime::Builder;
use tokio::task::spawn_blocking;

use crate::{connected, poll_once};

// ANCHOR: bufwriter_drop_loses
#[tokio::test]
async fn bufwriter_drop_loses() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let mut file = File::create(&path).await?;

    let mut writer = BufWriter::new(&mut file);
    writer.write_all(b"hello").await?;
    drop(writer);

    // The file is still there to be flushed. It never got the bytes.
    file.write_all(b"after").await?;
    file.flush().await?;
    assert_eq!(fs::read(&path)?, b"after");
    Ok(())
}
// ANCHOR_END: bufwriter_drop_loses

// ANCHOR: bufwriter_passes_on
#[tokio::test]
async fn bufwriter_passes_on() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let mut writer = BufWriter::new(File::create(&path).await?);

    writer.write_all(b"flushed").await?;
    writer.flush().await?;
    assert_eq!(fs::read(&path)?, b"flushed");

    writer.write_all(b", shut down").await?;
    writer.shutdown().await?;
    assert_eq!(fs::read(&path)?, b"flushed, shut down");
    Ok(())
}
// ANCHOR_END: bufwriter_passes_on

// ANCHOR: file_shutdown
#[tokio::test]
async fn file_shutdown() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let mut file = File::create(&path).await?;

    file.write_all(b"before").await?;
    file.shutdown().await?;
    assert_eq!(fs::read(&path)?, b"before");

    // Nothing was closed.
    file.write_all(b", after").await?;
    file.flush().await?;
    assert_eq!(fs::read(&path)?, b"before, after");
    Ok(())
}
// ANCHOR_END: file_shutdown

// ANCHOR: file_drop
#[test]
fn file_drop() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()?;

    // The only blocking thread is busy, until `release`.
    let (release, released) = mpsc::channel::<()>();
    runtime.block_on(async {
        let mut file = File::create(&path).await?;
        spawn_blocking(move || released.recv());
        file.write_all(b"some bytes").await?;
        drop(file);
        assert_eq!(fs::read(&path)?, b"");
        io::Result::Ok(())
    })?;

    drop(release);
    drop(runtime); // which waits for its threads
    assert_eq!(fs::read(&path)?, b"some bytes");
    Ok(())
}
// ANCHOR_END: file_drop

// ANCHOR: file_late_error
#[tokio::test]
async fn file_late_error() -> io::Result<()> {
    let named = NamedTempFile::new()?;
    let mut file = File::open(named.path()).await?; // not for writing

    assert!(file.write_all(b"some bytes").await.is_ok());
    assert!(file.flush().await.is_err());

    // The error was reported once, and the bytes are gone.
    assert!(file.flush().await.is_ok());
    assert_eq!(fs::read(named.path())?, b"");
    Ok(())
}
// ANCHOR_END: file_late_error

// ANCHOR: sync_all_keeps_quiet
#[cfg(unix)]
#[tokio::test]
async fn sync_all_keeps_quiet() -> io::Result<()> {
    let named = NamedTempFile::new()?;
    let mut file = File::open(named.path()).await?; // not for writing

    file.write_all(b"some bytes").await?;
    assert!(file.sync_all().await.is_ok());
    assert!(file.flush().await.is_err());
    Ok(())
}
// ANCHOR_END: sync_all_keeps_quiet

// ANCHOR: sync_all_passes_by
#[tokio::test]
async fn sync_all_passes_by() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let mut writer = BufWriter::new(File::create(&path).await?);

    writer.write_all(b"hello").await?;
    writer.get_ref().sync_all().await?;

    assert_eq!(writer.buffer(), b"hello");
    assert_eq!(fs::read(&path)?, b"");
    Ok(())
}
// ANCHOR_END: sync_all_passes_by

// ANCHOR: tcp_flush
#[tokio::test]
async fn tcp_flush() -> io::Result<()> {
    let (mut near, _far) = connected().await?;

    // The peer reads nothing, until the socket takes no more.
    while poll_once(near.write(&[b'x'; 65536])).is_ready() {}

    assert!(matches!(poll_once(near.flush()), Poll::Ready(Ok(()))));
    Ok(())
}
// ANCHOR_END: tcp_flush

// ANCHOR: bufwriter_tcp_drop
#[tokio::test]
async fn bufwriter_tcp_drop() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let mut received = Vec::new();

    let mut writer = BufWriter::new(near);
    writer.write_all(b"hello").await?;
    drop(writer);

    // A proper end, and nothing before it.
    far.read_to_end(&mut received).await?;
    assert_eq!(received, b"");
    Ok(())
}
// ANCHOR_END: bufwriter_tcp_drop

// ANCHOR: bufwriter_tcp_shutdown
#[tokio::test]
async fn bufwriter_tcp_shutdown() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let mut received = Vec::new();

    let mut writer = BufWriter::new(near);
    writer.write_all(b"hello, ").await?;
    writer.flush().await?;
    far.read_exact(&mut [0; 7]).await?;
    writer.write_all(b"world").await?;
    writer.shutdown().await?;

    far.read_to_end(&mut received).await?; // `writer` is still open
    assert_eq!(received, b"world");
    Ok(())
}
// ANCHOR_END: bufwriter_tcp_shutdown

// ANCHOR: fs_write_reports
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fs_write_reports() -> io::Result<()> {
    let disk = "/dev/full"; // takes no bytes, as a full disk

    let mut file = File::create(disk).await?;
    file.write_all(b"some bytes").await?; // no error yet

    let error = tokio::fs::write(disk, b"some bytes").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    Ok(())
}
// ANCHOR_END: fs_write_reports

//! Proofs of the claims about what a flush promises, and to whom.

use std::fs;
use std::sync::mpsc;
use std::task::Poll;

use async_compression::tokio::{bufread::GzipDecoder, write::GzipEncoder};
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufWriter};
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

use crate::{connected, poll_once};

// ANCHOR: one_blocking_thread
/// A runtime with one blocking thread, which a proof can keep busy.
fn one_blocking_thread() -> io::Result<Runtime> {
    Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
}
// ANCHOR_END: one_blocking_thread

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

// ANCHOR: into_inner_loses
#[tokio::test]
async fn into_inner_loses() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let mut writer = BufWriter::new(File::create(&path).await?);
    writer.write_all(b"hello").await?;

    let mut file = writer.into_inner();
    file.flush().await?;
    file.sync_all().await?;

    assert_eq!(fs::read(&path)?, b"");
    Ok(())
}
// ANCHOR_END: into_inner_loses

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
#[test]
fn file_shutdown() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();

    one_blocking_thread()?.block_on(async {
        let mut file = File::create(&path).await?;
        // The thread is busy until this task waits for something.
        let (release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());
        tokio::spawn(async move { drop(release) });

        file.write_all(b"before").await?;
        file.shutdown().await?;
        assert_eq!(fs::read(&path)?, b"before");

        // Nothing was closed.
        file.write_all(b", after").await?;
        file.flush().await?;
        assert_eq!(fs::read(&path)?, b"before, after");
        Ok(())
    })
}
// ANCHOR_END: file_shutdown

// ANCHOR: file_drop
#[test]
fn file_drop() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let runtime = one_blocking_thread()?;

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

// ANCHOR: file_drop_error
#[test]
fn file_drop_error() -> io::Result<()> {
    let named = NamedTempFile::new()?;
    let runtime = one_blocking_thread()?;

    runtime.block_on(async {
        let mut file = File::open(named.path()).await?; // not for writing
        file.write_all(b"some bytes").await?;
        drop(file);
        io::Result::Ok(())
    })?;

    drop(runtime); // which waits for its threads
    assert_eq!(fs::read(named.path())?, b"");
    Ok(())
}
// ANCHOR_END: file_drop_error

// ANCHOR: file_late_error
#[tokio::test]
async fn file_late_error() -> io::Result<()> {
    let named = NamedTempFile::new()?;
    let mut file = File::open(named.path()).await?; // not for writing

    let most = vec![b'x'; 2 * 1024 * 1024];
    assert!(file.write_all(&most).await.is_ok());
    assert!(file.flush().await.is_err());

    // The error was reported once, and the bytes are gone.
    assert!(file.flush().await.is_ok());
    let mut writer = BufWriter::with_capacity(most.len() + 1, file);
    assert!(writer.write_all(&most).await.is_ok());
    assert!(writer.flush().await.is_err());
    assert!(writer.flush().await.is_ok());
    assert_eq!(fs::read(named.path())?, b"");
    Ok(())
}
// ANCHOR_END: file_late_error

// ANCHOR: file_write_error
#[tokio::test]
async fn file_write_error() -> io::Result<()> {
    let named = NamedTempFile::new()?;
    let mut file = File::open(named.path()).await?; // not for writing

    assert_eq!(file.write(b"one").await?, 3);
    assert!(file.write(b"two").await.is_err()); // of "one"

    // Had "two" been taken, this would tell that it failed, too.
    assert!(file.flush().await.is_ok());
    Ok(())
}
// ANCHOR_END: file_write_error

// ANCHOR: rename_replaces
#[tokio::test]
async fn rename_replaces() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("foo.txt");
    fs::write(&path, "old")?;

    let beside = directory.path().join("foo.txt.new");
    let mut file = File::create(&beside).await?;
    file.write_all(b"new").await?;
    file.flush().await?;
    file.sync_all().await?;
    drop(file);
    assert_eq!(fs::read(&path)?, b"old");

    tokio::fs::rename(&beside, &path).await?;
    assert_eq!(fs::read(&path)?, b"new");
    Ok(())
}
// ANCHOR_END: rename_replaces

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

// ANCHOR: stdout_shutdown
#[test]
fn stdout_shutdown() -> io::Result<()> {
    one_blocking_thread()?.block_on(async {
        // The only blocking thread is busy, until the end.
        let (_busy, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        let mut stdout = io::stdout();
        assert!(poll_once(stdout.write(b"")).is_ready());
        assert!(poll_once(stdout.shutdown()).is_ready());
        assert!(poll_once(stdout.flush()).is_pending());
        Ok(())
    })
}
// ANCHOR_END: stdout_shutdown

// ANCHOR: bufwriter_tcp_drop
#[tokio::test]
async fn bufwriter_tcp_drop() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let mut received = Vec::new();
    far.write_all(b"question").await?;

    let mut writer = BufWriter::new(near);
    writer.read_exact(&mut [0; 8]).await?; // nothing is left unread
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

// ANCHOR: encoder_ends_at_shutdown
#[tokio::test]
async fn encoder_ends_at_shutdown() -> io::Result<()> {
    for text in [b"text".to_vec(), b"text".repeat(1_000_000)] {
        let mut encoder = GzipEncoder::new(Vec::new());
        encoder.write_all(&text).await?;
        encoder.flush().await?;

        let mut decoder = GzipDecoder::new(&encoder.get_ref()[..]);
        let mut decoded = Vec::new();
        let error = decoder.read_to_end(&mut decoded).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert!(decoded == text); // all of it, and no end behind it

        encoder.shutdown().await?;
        let mut decoder = GzipDecoder::new(&encoder.get_ref()[..]);
        decoder.read_to_end(&mut decoded).await?;
        assert!(decoded == text.repeat(2));
    }
    Ok(())
}
// ANCHOR_END: encoder_ends_at_shutdown

//! Proofs of the claims about files, small reads and small writes.

use std::fs;
#[cfg(target_os = "linux")]
use std::io::Read;
use std::io::Write;
use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::net::lookup_host;
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;
use tokio_util::io::InspectWriter;

use crate::poll_once;

// ANCHOR: one_blocking_thread
/// A runtime with one blocking thread, which a proof can keep busy.
fn one_blocking_thread() -> io::Result<Runtime> {
    Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
}
// ANCHOR_END: one_blocking_thread

// ANCHOR: file_read_hop
#[test]
fn file_read_hop() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    fs::write(&path, "hello world")?;

    one_blocking_thread()?.block_on(async {
        let mut byte = [0];
        let mut file = File::open(&path).await?;
        let mut reader = BufReader::new(File::open(&path).await?);
        file.read_exact(&mut byte).await?;
        reader.read_exact(&mut byte).await?;

        // From here on the blocking thread is busy, until the end.
        let (_busy, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        assert!(poll_once(file.read(&mut byte)).is_pending());
        assert!(poll_once(reader.read(&mut byte)).is_ready());
        Ok(())
    })
}
// ANCHOR_END: file_read_hop

// ANCHOR: small_reads_cost
#[cfg(target_os = "linux")]
#[tokio::test]
async fn small_reads_cost() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    fs::write(&path, vec![b'x'; 1024 * 1024])?;
    let mut buffer = [0; 1024];
    let (mut std, mut tokio) = (Duration::MAX, Duration::MAX);

    for _ in 0..3 {
        let mut file = fs::File::open(&path)?;
        let start = Instant::now();
        while file.read(&mut buffer)? > 0 {}
        std = std.min(start.elapsed());

        let mut file = File::open(&path).await?;
        let start = Instant::now();
        while file.read(&mut buffer).await? > 0 {}
        tokio = tokio.min(start.elapsed());
    }
    assert!(tokio > 5 * std);
    Ok(())
}
// ANCHOR_END: small_reads_cost

// ANCHOR: batch_writes_few
#[tokio::test]
async fn batch_writes_few() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    let (mut alone, mut batched) = (0, 0);

    let file = File::create(&path).await?;
    let mut writer = InspectWriter::new(file, |_: &[u8]| alone += 1);
    for _ in 0..2_000 {
        writer.write_all(b"a record.\n").await?;
    }
    writer.flush().await?;

    let file = File::create(&path).await?;
    let writer = InspectWriter::new(file, |_: &[u8]| batched += 1);
    let mut writer = BufWriter::new(writer);
    for _ in 0..2_000 {
        writer.write_all(b"a record.\n").await?;
    }
    writer.flush().await?;

    drop(writer);
    assert_eq!((alone, batched), (2_000, 3));
    Ok(())
}
// ANCHOR_END: batch_writes_few

// ANCHOR: file_write_hop
#[test]
fn file_write_hop() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();

    one_blocking_thread()?.block_on(async {
        let mut file = File::create(&path).await?;
        let mut writer = BufWriter::new(File::create(&path).await?);

        let (_busy, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        // The second write waits until the thread has done the first.
        assert!(poll_once(file.write(b"a record.\n")).is_ready());
        assert!(poll_once(file.write(b"a record.\n")).is_pending());
        for _ in 0..800 {
            let write = writer.write_all(b"a record.\n");
            assert!(poll_once(write).is_ready());
        }
        Ok(())
    })
}
// ANCHOR_END: file_write_hop

// ANCHOR: whole_file_one_hop
#[test]
fn whole_file_one_hop() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    fs::write(&path, vec![b'x'; 1024 * 1024])?;

    one_blocking_thread()?.block_on(async {
        let (release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        let mut whole = pin!(tokio::fs::read(&path));
        assert!(poll_once(whole.as_mut()).is_pending());
        let next_in_line = spawn_blocking(|| ());
        drop(release);

        // The thread came by once, and all the bytes are here.
        next_in_line.await?;
        let at_once = poll_once(whole);
        assert!(
            matches!(at_once, Poll::Ready(Ok(all)) if all.len() == 1 << 20)
        );
        Ok(())
    })
}
// ANCHOR_END: whole_file_one_hop

// ANCHOR: blocking_threads_run_out
#[test]
fn blocking_threads_run_out() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();

    one_blocking_thread()?.block_on(async {
        let (disk_answers, hangs) = mpsc::channel::<()>();
        let hung = spawn_blocking(move || hangs.recv());

        let mut name = pin!(lookup_host("localhost:80"));
        let mut file = pin!(tokio::fs::read(&path));
        assert!(poll_once(name.as_mut()).is_pending());
        assert!(poll_once(file.as_mut()).is_pending());
        drop(disk_answers);

        // Neither is done before the call that hangs.
        let _addresses = name.await?;
        assert!(hung.is_finished());
        file.await?;
        Ok(())
    })
}
// ANCHOR_END: blocking_threads_run_out

// ANCHOR: file_read_limit
#[tokio::test]
async fn file_read_limit() -> io::Result<()> {
    const MIB: usize = 1024 * 1024;
    let path = NamedTempFile::new()?.into_temp_path();
    fs::write(&path, vec![b'x'; 3 * MIB])?;

    let mut file = File::open(&path).await?;
    let mut buffer = vec![0; 3 * MIB];
    assert_eq!(file.read(&mut buffer).await?, 2 * MIB);
    Ok(())
}
// ANCHOR_END: file_read_limit

// ANCHOR: bufreader_reads_ahead
#[tokio::test]
async fn bufreader_reads_ahead() -> io::Result<()> {
    let mut named = NamedTempFile::new()?;
    named.write_all(b"old, old")?;
    let mut file = File::open(named.path()).await?;
    let mut reader = BufReader::new(File::open(named.path()).await?);
    let mut buffer = [0; 5];
    file.read_exact(&mut buffer).await?;
    reader.read_exact(&mut buffer).await?;

    fs::write(named.path(), b"old, new")?;

    let (mut bare, mut buffered) = (String::new(), String::new());
    file.read_to_string(&mut bare).await?;
    reader.read_to_string(&mut buffered).await?;
    assert_eq!((&*bare, &*buffered), ("new", "old"));
    Ok(())
}
// ANCHOR_END: bufreader_reads_ahead

// ANCHOR: buffer_bypass
#[tokio::test]
async fn buffer_bypass() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut writer = BufWriter::with_capacity(8, near);

    writer.write_all(b"1234567").await?; // one byte short of the buffer
    assert!(poll_once(far.read(&mut [0; 64])).is_pending());

    // As much as the buffer holds: both go straight to the pipe.
    writer.write_all(b"12345678").await?;
    assert_eq!(writer.buffer(), b"");
    far.read_exact(&mut [0; 15]).await?;
    Ok(())
}
// ANCHOR_END: buffer_bypass

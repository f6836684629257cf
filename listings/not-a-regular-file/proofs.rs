//! Proofs of the claims about files that are not regular, or not finished.

#[cfg(unix)]
use std::fs::{self, File};
#[cfg(unix)]
use std::io::Seek;
use std::io::Write;
#[cfg(unix)]
use std::ops::Range;
#[cfg(unix)]
use std::os::fd::AsFd;
#[cfg(unix)]
use std::os::unix::fs::{FileExt, MetadataExt};
#[cfg(target_os = "linux")]
use std::path::PathBuf;
#[cfg(unix)]
use std::process::{Command, Stdio};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::sync::mpsc;
#[cfg(target_os = "linux")]
use std::thread;
#[cfg(target_os = "linux")]
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::fs::{CWD, Mode, mkfifoat};
#[cfg(unix)]
use rustix::{io::ioctl_fionread, stdio::dup2_stdout};
use tempfile::NamedTempFile;
#[cfg(target_os = "linux")]
use tempfile::TempDir;
#[cfg(unix)]
use tokio::io::AsyncWriteExt;
use tokio::io::{self, AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, BufReader};
#[cfg(target_os = "linux")]
use tokio::net::unix::pipe::OpenOptions;
#[cfg(unix)]
use tokio::runtime::Builder;
#[cfg(unix)]
use tokio::task::spawn_blocking;
#[cfg(target_os = "linux")]
use tokio::time::timeout;

#[cfg(target_os = "linux")]
use crate::poll_once;
#[cfg(unix)]
use crate::{helper_functions::is_run_with, support::program};

// ANCHOR: printed
/// What is printed while this lives goes into a pipe.
#[cfg(unix)]
struct Printed(File, std::io::PipeReader);

#[cfg(unix)]
impl Printed {
    fn new() -> io::Result<Printed> {
        std::io::stdout().flush()?;
        let before = std::io::stdout().as_fd().try_clone_to_owned()?;
        let (reader, writer) = std::io::pipe()?;
        dup2_stdout(writer)?;
        Ok(Printed(before.into(), reader))
    }
}

#[cfg(unix)]
impl Drop for Printed {
    fn drop(&mut self) {
        let _ = dup2_stdout(&self.0);
    }
}
// ANCHOR_END: printed

// ANCHOR: stdout_handles
#[cfg(unix)]
#[test]
fn stdout_handles() -> io::Result<()> {
    if !is_run_with(b"", "not_a_regular_file::stdout_handles")? {
        return Ok(()); // no other test prints in that process
    }
    let printed = Printed::new()?;
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1) // one after the other
        .build()?;

    runtime.block_on(async {
        let (mut one, mut two) = (io::stdout(), io::stdout());
        one.write_all(b"your name? ").await?;
        two.flush().await?;
        assert_eq!(ioctl_fionread(&printed.1)?, 0);

        two.write_all(b"! ").await?;
        two.flush().await?;
        assert_eq!(ioctl_fionread(&printed.1)?, 13); // of both
        Ok(())
    })
}
// ANCHOR_END: stdout_handles

// ANCHOR: stdout_closed
#[cfg(unix)]
#[test]
fn stdout_closed() -> io::Result<()> {
    let (reader, writer) = std::io::pipe()?;
    drop(reader);

    let mut child = Command::new(program("two-handles"));
    let child = child.stdin(Stdio::null()).stdout(writer);
    let end = child.stderr(Stdio::piped()).output()?;

    assert!(!end.status.success());
    let errors = String::from_utf8_lossy(&end.stderr);
    let (before, after) = errors.split_once("(two is flushed)").unwrap();
    assert_eq!(before, "", "`write_all` has failed");
    assert!(after.contains("BrokenPipe"));
    Ok(())
}
// ANCHOR_END: stdout_closed

// ANCHOR: stdout_closed_line
#[cfg(unix)]
#[test]
fn stdout_closed_line() -> io::Result<()> {
    if !is_run_with(b"", "not_a_regular_file::stdout_closed_line")? {
        return Ok(()); // no other test prints in that process
    }
    let before = std::io::stdout().as_fd().try_clone_to_owned()?;
    let (_, writer) = std::io::pipe()?; // its reader is dropped
    dup2_stdout(writer)?;
    let runtime = Builder::new_current_thread().build()?;
    let (one, two) = runtime.block_on(async {
        let mut out = io::stdout();
        let one = out.write_all(b"one\n").await;
        (one, out.write_all(b"two").await)
    });
    dup2_stdout(before)?;

    assert!(one.is_ok());
    assert_eq!(two.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    Ok(())
}
// ANCHOR_END: stdout_closed_line

// ANCHOR: fifo
/// A folder with a FIFO in it.
#[cfg(target_os = "linux")]
fn fifo() -> io::Result<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("foo.fifo");
    mkfifoat(CWD, &path, Mode::RUSR | Mode::WUSR)?;
    Ok((folder, path))
}
// ANCHOR_END: fifo

// ANCHOR: fifo_open_waits
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_open_waits() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;

    // Begun, and dropped at once.
    assert!(poll_once(tokio::fs::File::open(&fifo)).is_pending());

    // To open a FIFO for writing waits for a reader. It finds that thread.
    let (opened, has_opened) = mpsc::channel();
    thread::spawn(move || {
        let writer = File::options().write(true).open(&fifo);
        let _ = opened.send(writer.is_ok());
    });
    let limit = Duration::from_secs(5);
    assert_eq!(has_opened.recv_timeout(limit), Ok(true));
    Ok(())
}
// ANCHOR_END: fifo_open_waits

// ANCHOR: receiver_needs_no_thread
#[cfg(target_os = "linux")]
#[test]
fn receiver_needs_no_thread() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()?;

    runtime.block_on(async {
        // The only blocking thread is busy, until `_release`.
        let (_release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());

        let mut receiver = OpenOptions::new().open_receiver(&fifo)?;
        fs::write(&fifo, "x")?;
        let reading = receiver.read_u8();
        let byte = timeout(Duration::from_secs(5), reading).await??;
        assert_eq!(byte, b'x');
        Ok(())
    })
}
// ANCHOR_END: receiver_needs_no_thread

// ANCHOR: fifo_ends_again
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_ends_again() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let mut receiver = OpenOptions::new().open_receiver(&fifo)?;
    let mut buffer = [0; 64];

    for text in ["one", "second", ""] {
        let mut writer = File::options().write(true).open(&fifo)?;
        writer.write_all(text.as_bytes())?;
        if !text.is_empty() {
            assert_eq!(receiver.read(&mut buffer).await?, text.len());
        }
        drop(writer);
        for _ in 0..1000 {
            assert_eq!(receiver.read(&mut buffer).await?, 0);
        }
    }
    Ok(())
}
// ANCHOR_END: fifo_ends_again

// ANCHOR: fifo_spins
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_spins() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let mut buffer = [0; 64];
    for has_ended in [false, true] {
        let mut receiver = OpenOptions::new().open_receiver(&fifo)?;
        if has_ended {
            drop(File::options().write(true).open(&fifo)?);
            assert_eq!(receiver.read(&mut buffer).await?, 0);
        }
        let _silent = File::options().write(true).open(&fifo)?;
        let mut read = tokio_test::task::spawn(receiver.read(&mut buffer));
        assert!(read.poll().is_pending());
        kernel_was_asked().await?;
        assert_eq!(read.is_woken(), has_ended);
    }
    Ok(())
}
// ANCHOR_END: fifo_spins

// ANCHOR: fifo_no_reader
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_no_reader() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let error = OpenOptions::new().open_sender(&fifo).err();
    let number = error.and_then(|it| it.raw_os_error());
    assert_eq!(number, Some(6)); // ENXIO

    let _reader = OpenOptions::new().open_receiver(&fifo)?;
    assert!(OpenOptions::new().open_sender(&fifo).is_ok());
    Ok(())
}
// ANCHOR_END: fifo_no_reader

// ANCHOR: kernel_was_asked
/// Returns when the runtime has heard all that the kernel has to tell.
#[cfg(target_os = "linux")]
async fn kernel_was_asked() -> io::Result<()> {
    let (mut sender, mut receiver) = tokio::net::unix::pipe::pipe()?;
    sender.write_u8(0).await?;
    receiver.read_u8().await?;
    Ok(())
}
// ANCHOR_END: kernel_was_asked

// ANCHOR: fifo_end_missed
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_end_missed() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let mut buffer = [0; 64];
    let old = OpenOptions::new().open_receiver(&fifo)?;

    // A writer comes and goes before the FIFO is opened again.
    fs::write(&fifo, "one")?;
    let mut new = OpenOptions::new().open_receiver(&fifo)?;
    drop(old);
    assert_eq!(new.read(&mut buffer).await?, 3);
    kernel_was_asked().await?;
    assert!(poll_once(new.read(&mut buffer)).is_pending());

    // What is in it goes with the last who has it open.
    fs::write(&fifo, "two")?;
    drop(new);
    let mut new = OpenOptions::new().open_receiver(&fifo)?;
    kernel_was_asked().await?;
    assert!(poll_once(new.read(&mut buffer)).is_pending());
    Ok(())
}
// ANCHOR_END: fifo_end_missed

// ANCHOR: fifo_read_write
#[cfg(target_os = "linux")]
#[tokio::test]
async fn fifo_read_write() -> io::Result<()> {
    let (_folder, fifo) = fifo()?;
    let mut buffer = [0; 64];
    let mut receiver =
        OpenOptions::new().read_write(true).open_receiver(&fifo)?;

    for text in ["one", "second", "3"] {
        fs::write(&fifo, text)?;
        assert_eq!(receiver.read(&mut buffer).await?, text.len());
        kernel_was_asked().await?;
        assert!(poll_once(receiver.read(&mut buffer)).is_pending());
    }
    Ok(())
}
// ANCHOR_END: fifo_read_write

// ANCHOR: half_a_line
#[tokio::test]
async fn half_a_line() -> io::Result<()> {
    let mut log = NamedTempFile::new()?;
    let file = tokio::fs::File::open(log.path()).await?;
    let mut lines = BufReader::new(file).lines();

    log.write_all(b"one\ntw")?;
    assert_eq!(lines.next_line().await?.as_deref(), Some("one"));
    assert_eq!(lines.next_line().await?.as_deref(), Some("tw"));
    assert_eq!(lines.next_line().await?, None);

    // It goes on after its end, with the other half.
    log.write_all(b"o\n")?;
    assert_eq!(lines.next_line().await?.as_deref(), Some("o"));
    Ok(())
}
// ANCHOR_END: half_a_line

// ANCHOR: half_a_character
#[tokio::test]
async fn half_a_character() -> io::Result<()> {
    let mut log = NamedTempFile::new()?;
    let open = || tokio::fs::File::open(log.path());
    let mut texts = BufReader::new(open().await?);
    let mut bytes = BufReader::new(open().await?);
    let (mut text, mut line) = (String::new(), Vec::new());

    log.write_all(b"caf\xc3")?; // half of the last character
    let error = texts.read_line(&mut text).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert_eq!((&*text, texts.buffer()), ("", &b""[..]));

    bytes.read_until(b'\n', &mut line).await?;
    log.write_all(b"\xa9\n")?;
    bytes.read_until(b'\n', &mut line).await?;
    assert_eq!(line, "caf\u{e9}\n".as_bytes());
    Ok(())
}
// ANCHOR_END: half_a_character

// ANCHOR: log_cut
#[tokio::test]
async fn log_cut() -> io::Result<()> {
    let mut log = NamedTempFile::new()?;
    log.write_all(b"0123456789")?;
    let mut file = tokio::fs::File::open(log.path()).await?;
    let mut buffer = [0; 64];
    assert_eq!(file.read(&mut buffer).await?, 10);

    // Emptied and written anew. The position stays at 10.
    std::fs::write(log.path(), "abcdefg")?;
    assert_eq!(file.read(&mut buffer).await?, 0);
    assert_eq!(file.metadata().await?.len(), 7);

    std::fs::write(log.path(), "abcdefghijkl")?;
    assert_eq!(file.read(&mut buffer).await?, 2);
    assert_eq!(&buffer[..2], b"kl");
    Ok(())
}
// ANCHOR_END: log_cut

// ANCHOR: log_renamed
#[cfg(unix)]
#[tokio::test]
async fn log_renamed() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let log = folder.path().join("log");
    let mut writer = File::create(&log)?;
    let mut file = tokio::fs::File::open(&log).await?;
    let mut text = String::new();
    assert_eq!(file.read_to_string(&mut text).await?, 0); // its end

    fs::rename(&log, folder.path().join("log.1"))?;
    fs::write(&log, "new")?;
    writer.write_all(b"the last of the old")?;

    file.read_to_string(&mut text).await?;
    assert_eq!(text, "the last of the old");
    let (open, named) = (file.metadata().await?, fs::metadata(&log)?);
    assert_ne!(open.ino(), named.ino());
    Ok(())
}
// ANCHOR_END: log_renamed

// ANCHOR: position_is_shared
#[tokio::test]
async fn position_is_shared() -> io::Result<()> {
    let mut file = NamedTempFile::new()?;
    file.write_all(b"0123456789")?;
    let mut one = tokio::fs::File::open(file.path()).await?;
    let mut two = one.try_clone().await?;

    let mut buffer = [0; 4];
    one.read_exact(&mut buffer).await?;
    two.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"4567");
    one.rewind().await?;
    two.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"0123");
    Ok(())
}
// ANCHOR_END: position_is_shared

// ANCHOR: read_range
/// Reads bytes of a file, and leaves its position as it is.
#[cfg(unix)]
async fn read_range(
    file: &Arc<File>,
    range: Range<u64>,
) -> io::Result<Vec<u8>> {
    let file = Arc::clone(file);
    let reading = spawn_blocking(move || {
        let mut bytes = vec![0; (range.end - range.start) as usize];
        file.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    });
    reading.await?
}
// ANCHOR_END: read_range

// ANCHOR: ranges_at_once
#[cfg(unix)]
#[tokio::test]
async fn ranges_at_once() -> io::Result<()> {
    let mut file = tempfile::tempfile()?;
    file.write_all(b"0123456789")?;
    let file = Arc::new(file);

    for _ in 0..100 {
        let (one, two) = tokio::try_join!(
            read_range(&file, 0..6),
            read_range(&file, 4..10),
        )?;
        assert_eq!((&*one, &*two), (&b"012345"[..], &b"456789"[..]));
    }
    assert_eq!((&*file).stream_position()?, 10);
    Ok(())
}
// ANCHOR_END: ranges_at_once

// ANCHOR: proc_length
#[cfg(target_os = "linux")]
#[tokio::test]
async fn proc_length() -> io::Result<()> {
    for path in ["/proc/self/status", "/proc/meminfo", "/proc/self/maps"] {
        let mut file = tokio::fs::File::open(path).await?;
        let metadata = file.metadata().await?;
        assert!(metadata.is_file() && metadata.len() == 0);

        let mut all = Vec::new();
        assert_ne!(file.read_to_end(&mut all).await?, 0);
    }
    Ok(())
}
// ANCHOR_END: proc_length

//! Proofs of the claims about the helper functions.

use std::io::Write;
use std::panic::resume_unwind;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, thread};

use proofread::Process;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;
use tokio_util::io::InspectWriter;

use crate::poll_once;
use crate::support::{LIMIT, program};

// ANCHOR: copy_flushes
#[tokio::test]
async fn copy_flushes() -> io::Result<()> {
    let mut writer = BufWriter::new(Vec::new());

    // A `BufWriter` keeps a short message back, until it is flushed.
    writer.write_all(b"kept back").await?;
    assert_eq!(writer.get_ref(), b"");

    io::copy(&mut &b", hello"[..], &mut writer).await?;
    assert_eq!(writer.get_ref(), b"kept back, hello");
    Ok(())
}
// ANCHOR_END: copy_flushes

// ANCHOR: copy_count
#[tokio::test]
async fn copy_count() -> io::Result<()> {
    let bytes = b"hello".repeat(10_000);
    let mut reader = bytes.as_slice();
    let mut writer = Vec::new();

    let n = io::copy(&mut reader, &mut writer).await?;

    assert_eq!(n, 50_000);
    assert_eq!(writer, bytes);
    Ok(())
}
// ANCHOR_END: copy_count

// ANCHOR: copy_waits_for_eof
#[tokio::test]
async fn copy_waits_for_eof() -> io::Result<()> {
    let (mut peer, mut reader) = io::duplex(64);
    let (mut writer, mut copied) = io::duplex(64);
    let mut copying = pin!(io::copy(&mut reader, &mut writer));

    // All bytes so far have come through, and `copy` goes on waiting.
    peer.write_all(b"hello").await?;
    assert!(poll_once(copying.as_mut()).is_pending());
    assert_eq!(copied.read(&mut [0; 64]).await?, 5);
    assert!(poll_once(copying.as_mut()).is_pending());

    drop(peer);
    assert_eq!(copying.await?, 5);
    Ok(())
}
// ANCHOR_END: copy_waits_for_eof

// ANCHOR: copy_leaves_open
#[tokio::test]
async fn copy_leaves_open() -> io::Result<()> {
    let (mut writer, mut far) = io::duplex(64);
    let mut buffer = [0; 64];

    io::copy(&mut &b"hello"[..], &mut writer).await?;
    assert_eq!(far.read(&mut buffer).await?, 5);

    // No end has come: what is written now follows.
    writer.write_all(b", more").await?;
    assert_eq!(far.read(&mut buffer).await?, 6);
    writer.shutdown().await?;
    assert_eq!(far.read(&mut buffer).await?, 0);
    Ok(())
}
// ANCHOR_END: copy_leaves_open

// ANCHOR: stand_ins
#[tokio::test]
async fn stand_ins() -> io::Result<()> {
    let mut sink = io::sink();
    assert_eq!(io::copy(&mut io::empty(), &mut sink).await?, 0);

    for limit in [1, 1000, 1_000_000] {
        let mut endless = io::repeat(b'x').take(limit);
        assert_eq!(io::copy(&mut endless, &mut sink).await?, limit);
    }
    Ok(())
}
// ANCHOR_END: stand_ins

// ANCHOR: stdin_blocks_shutdown
#[test]
fn stdin_blocks_shutdown() -> io::Result<()> {
    for last_words in [b"".as_slice(), b"\n"] {
        let program = program("stdin-at-exit");
        let (mut child, mut input) =
            Process::start_with_input(Command::new(&program))?;
        let line = || child.output.next(LIMIT).expect("main returns");
        while line() != "main returns" {}

        // A second run, without input, comes and goes. The first is there.
        let mut second = Process::start(Command::new(&program))?;
        assert!(second.wait(LIMIT).is_some_and(|end| end.success()));
        assert!(child.wait(Duration::ZERO).is_none());

        // It leaves when its input ends, or goes on.
        input.write_all(last_words)?;
        let open = (!last_words.is_empty()).then_some(input);
        assert!(child.wait(LIMIT).is_some_and(|end| end.success()));
        drop(open);
    }
    Ok(())
}
// ANCHOR_END: stdin_blocks_shutdown

// ANCHOR: with_input
/// Whether this is the process with `input` in which a test runs itself again.
/// If not, runs that process, and fails if it does.
pub fn is_run_with(input: &[u8], test: &str) -> io::Result<bool> {
    const AGAIN: &str = "THE_TEST_RUNS_ITSELF";
    if env::var_os(AGAIN).is_some() {
        return Ok(true);
    }
    let (stdin, mut pipe) = std::io::pipe()?;
    pipe.write_all(input)?;
    drop(pipe);
    let status = Command::new(env::current_exe()?)
        .args([test, "--exact", "--nocapture"])
        .env(AGAIN, "")
        .stdin(stdin)
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(false)
    } else {
        resume_unwind(Box::new(()))
    }
}
// ANCHOR_END: with_input

// ANCHOR: stdin_handle_keeps
#[test]
fn stdin_handle_keeps() -> io::Result<()> {
    if !is_run_with(b"abc", "helper_functions::stdin_handle_keeps")? {
        return Ok(());
    }
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()?;
    runtime.block_on(async {
        // The only blocking thread is busy, until `release`.
        let (release, released) = mpsc::channel::<()>();
        spawn_blocking(move || released.recv());
        let mut byte = [0];

        let mut kept = io::stdin();
        assert!(poll_once(kept.read(&mut byte)).is_pending());
        assert!(poll_once(io::stdin().read(&mut byte)).is_pending());
        drop(release);

        let mut rest = String::new();
        kept.read_to_string(&mut rest).await?;
        assert_eq!(rest, "ac"); // `b` went to the handle that is gone
        Ok(())
    })
}
// ANCHOR_END: stdin_handle_keeps

// ANCHOR: stdin_own_thread
#[test]
fn stdin_own_thread() -> io::Result<()> {
    let program = Command::new(program("stdin-thread"));
    let (mut child, input) = Process::start_with_input(program)?;

    let end = child.wait(Duration::from_secs(10));
    drop(input);

    assert!(end.is_some_and(|end| end.success()));
    assert_eq!(
        child.output.next(LIMIT),
        Some("nothing came for 100ms".into())
    );
    Ok(())
}
// ANCHOR_END: stdin_own_thread

// ANCHOR: shutdown_does_not_wait
#[test]
fn shutdown_does_not_wait() -> io::Result<()> {
    let ways: [fn(Runtime); 2] = [Runtime::shutdown_background, |runtime| {
        runtime.shutdown_timeout(Duration::from_millis(1));
    }];
    for stop in ways {
        let runtime = Runtime::new()?;
        let (started, has_started) = mpsc::channel();
        let (_release, released) = mpsc::channel::<()>();
        runtime.spawn_blocking(move || {
            started.send(()).unwrap();
            released.recv() // blocks until `_release` is dropped
        });
        has_started.recv().unwrap();

        let (stopped, has_stopped) = mpsc::channel();
        thread::spawn(move || {
            stop(runtime);
            stopped.send(()).unwrap();
        });
        assert_eq!(has_stopped.recv_timeout(LIMIT / 3), Ok(()));
    }
    Ok(())
}
// ANCHOR_END: shutdown_does_not_wait

// ANCHOR: copy_moves_8_kib
#[tokio::test]
async fn copy_moves_8_kib() -> io::Result<()> {
    const KIB: usize = 1024;
    let mebibyte: &'static [u8] = &[b'x'; 1024 * KIB];
    let mut writes = Vec::new(); // their lengths
    let mut writer = InspectWriter::new(io::sink(), |bytes: &[u8]| {
        writes.push(bytes.len());
    });
    let mut reader = mebibyte;
    io::copy(&mut reader, &mut writer).await?;

    let mut reader = BufReader::with_capacity(128 * KIB, mebibyte);
    io::copy_buf(&mut reader, &mut writer).await?;

    assert!(writes[..128] == [8 * KIB; 128]);
    assert!(writes[128..] == [128 * KIB; 8]);
    Ok(())
}
// ANCHOR_END: copy_moves_8_kib

//! Proofs of the claims about the helper functions.

use std::io::{BufRead, BufReader};
use std::pin::pin;
use std::process::{Command, Stdio};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufWriter};

use crate::poll_once;
use crate::support::program;

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

// ANCHOR: stdin_blocks_shutdown
#[test]
fn stdin_blocks_shutdown() -> io::Result<()> {
    let program = program("stdin-at-exit");
    let mut child = Command::new(&program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let input = child.stdin.take();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut lines = output.lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "main returns"));

    // A second run, without input, comes and goes. The first is still there.
    let second = Command::new(program).stdin(Stdio::null()).output()?;
    assert!(second.status.success());
    assert_eq!(child.try_wait()?, None);

    drop(input);
    assert!(child.wait()?.success());
    Ok(())
}
// ANCHOR_END: stdin_blocks_shutdown

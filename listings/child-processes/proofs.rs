//! Proofs of the claims about child processes.

#[cfg(target_os = "linux")]
use std::fs;
use std::process::Stdio;
use std::time::Duration;

#[cfg(target_os = "linux")]
use rustix::io::ioctl_fionread;
#[cfg(target_os = "linux")]
use rustix::pipe::fcntl_getpipe_size;
#[cfg(unix)]
use tokio::io::AsyncReadExt;
use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
#[cfg(unix)]
use tokio::net::unix::pipe;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
#[cfg(target_os = "linux")]
use tokio::task::yield_now;
use tokio::time::timeout;

use crate::poll_once;
use crate::support::program;

// ANCHOR: answering
/// A child that answers each line in capitals.
fn answering() -> Command {
    let mut command = Command::new(program("three-pipes"));
    command.arg("child");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::null());
    command
}

/// Starts a child, and takes two of its pipes.
fn spawn(
    command: &mut Command,
) -> io::Result<(Child, ChildStdin, Lines<BufReader<ChildStdout>>)> {
    let mut child = command.spawn()?;
    let stdin = child.stdin.take().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    Ok((child, stdin, stdout.lines()))
}
// ANCHOR_END: answering

// ANCHOR: shell
/// A child that runs `script`, with three pipes.
#[cfg(unix)]
fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}
// ANCHOR_END: shell

// ANCHOR: child_stdin_drop
#[tokio::test]
async fn child_stdin_drop() -> io::Result<()> {
    let (mut child, mut stdin, mut lines) = spawn(&mut answering())?;

    stdin.shutdown().await?;
    stdin.write_all(b"still open\n").await?;
    let answer = lines.next_line().await?;
    assert_eq!(answer.as_deref(), Some("STILL OPEN"));

    drop(stdin);
    let limit = Duration::from_secs(5);
    let end = timeout(limit, lines.next_line()).await??;
    assert_eq!(end, None);
    assert!(child.wait().await?.success());
    Ok(())
}
// ANCHOR_END: child_stdin_drop

// ANCHOR: child_wait_closes_stdin
#[tokio::test]
async fn child_wait_closes_stdin() -> io::Result<()> {
    let mut child = answering().spawn()?;
    let _ = poll_once(child.wait()); // and drops the future
    assert!(child.stdin.is_none());

    let (mut child, mut stdin, mut lines) = spawn(&mut answering())?;
    assert!(poll_once(child.wait()).is_pending());
    stdin.write_all(b"taken\n").await?;
    let answer = lines.next_line().await?;
    assert_eq!(answer.as_deref(), Some("TAKEN"));
    Ok(())
}
// ANCHOR_END: child_wait_closes_stdin

// ANCHOR: child_output_fits
#[cfg(target_os = "linux")]
#[tokio::test]
async fn child_output_fits() -> io::Result<()> {
    use std::os::unix::process::ExitStatusExt;

    let size = fcntl_getpipe_size(&std::io::pipe()?.0)?;
    let zeros = |n| shell(&format!("exec head -c {n} /dev/zero")).spawn();

    let mut child = zeros(size)?;
    assert!(child.wait().await?.success()); // nobody has read

    let mut child = zeros(size + 1)?;
    let mut stdout = child.stdout.take().unwrap();
    while ioctl_fionread(&stdout)? < size as u64 {
        yield_now().await;
    }
    // One byte is left to write, and no room for it.
    child.kill().await?;
    assert_eq!(child.wait().await?.signal(), Some(9));
    stdout.read_exact(&mut vec![0; size]).await?;
    Ok(())
}
// ANCHOR_END: child_output_fits

// ANCHOR: child_stderr_full
#[cfg(target_os = "linux")]
#[tokio::test]
async fn child_stderr_full() -> io::Result<()> {
    use std::os::unix::process::ExitStatusExt;

    // It keeps its standard output open, as file 3.
    let script = "echo all; exec head -c 1000000 /dev/zero 3>&1 >&2";
    let (mut child, _stdin, mut lines) = spawn(&mut shell(script))?;
    let mut stderr = child.stderr.take().unwrap();
    assert_eq!(lines.next_line().await?.as_deref(), Some("all"));

    let size = fcntl_getpipe_size(&stderr)?;
    while ioctl_fionread(&stderr)? < size as u64 {
        yield_now().await;
    }
    assert!(poll_once(lines.next_line()).is_pending());
    child.kill().await?; // it had not exited
    assert_eq!(child.wait().await?.signal(), Some(9));
    stderr.read_exact(&mut vec![0; size]).await?;
    assert_eq!(lines.next_line().await?, None);
    Ok(())
}
// ANCHOR_END: child_stderr_full

// ANCHOR: child_all_at_once
#[cfg(unix)]
#[tokio::test]
async fn child_all_at_once() -> io::Result<()> {
    let mut child = shell("tee /dev/stderr").spawn()?;
    let mut stdin = child.stdin.take().unwrap();
    let input = vec![b'x'; 1024 * 1024];

    let feed = async {
        stdin.write_all(&input).await?;
        drop(stdin);
        Ok(())
    };
    let both = async { tokio::try_join!(feed, child.wait_with_output()) };
    let limit = Duration::from_secs(5);
    let ((), output) = timeout(limit, both).await.expect("an end")?;

    assert!(output.status.success());
    assert!(output.stdout == input);
    assert!(output.stderr == input);
    Ok(())
}
// ANCHOR_END: child_all_at_once

// ANCHOR: child_holds_back
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[tokio::test]
async fn child_holds_back() -> io::Result<()> {
    let mut sed = Command::new("sed"); // prints a line, then logs it
    sed.args(["--quiet", "p; w /dev/stderr"]);
    sed.stdin(Stdio::piped()).stdout(Stdio::piped());
    sed.stderr(Stdio::piped());
    let (mut child, mut stdin, mut lines) = spawn(&mut sed)?;
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();

    stdin.write_all(b"hello\n").await?;
    assert_eq!(log.next_line().await?.as_deref(), Some("hello"));
    let in_the_pipe = ioctl_fionread(lines.get_ref().get_ref())?;
    assert_eq!(in_the_pipe, 0);

    drop(stdin);
    assert_eq!(lines.next_line().await?.as_deref(), Some("hello"));
    Ok(())
}
// ANCHOR_END: child_holds_back

// ANCHOR: child_broken_pipe
#[cfg(unix)]
#[tokio::test]
async fn child_broken_pipe() -> io::Result<()> {
    let script = "head -n 1";
    let (mut child, mut stdin, mut lines) = spawn(&mut shell(script))?;
    let more_than_fits = b"one\n".repeat(1024 * 1024);

    let error = stdin.write_all(&more_than_fits).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert!(child.wait().await?.success());
    let error = stdin.write_all(b"two\n").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(lines.next_line().await?.as_deref(), Some("one"));
    Ok(())
}
// ANCHOR_END: child_broken_pipe

// ANCHOR: child_grandchild
#[cfg(unix)]
#[tokio::test]
async fn child_grandchild() -> io::Result<()> {
    let script = "exec 3<&0; cat <&3 &"; // the shell does not wait for it
    let (mut child, mut stdin, mut lines) = spawn(&mut shell(script))?;
    assert!(child.wait().await?.success());

    stdin.write_all(b"late\n").await?;
    assert_eq!(lines.next_line().await?.as_deref(), Some("late"));
    drop(stdin);
    assert_eq!(lines.next_line().await?, None);
    Ok(())
}
// ANCHOR_END: child_grandchild

// ANCHOR: child_output_inherits
#[cfg(unix)]
#[tokio::test]
async fn child_output_inherits() -> io::Result<()> {
    let (reader, mut writer) = std::io::pipe()?;
    std::io::Write::write_all(&mut writer, b"ours")?;
    drop(writer);
    rustix::stdio::dup2_stdin(reader)?; // our own standard input

    let of_std = std::process::Command::new("cat").output()?;
    assert_eq!(of_std.stdout, b"");
    let of_tokio = Command::new("cat").output().await?;
    assert_eq!(of_tokio.stdout, b"ours");
    Ok(())
}
// ANCHOR_END: child_output_inherits

// ANCHOR: child_dropped
#[tokio::test]
async fn child_dropped() -> io::Result<()> {
    let mut command = answering();
    let (child, mut stdin, mut lines) = spawn(&mut command)?;
    drop(child);
    let _ = stdin.write_all(b"on\n").await;
    assert_eq!(lines.next_line().await?.as_deref(), Some("ON"));

    command.kill_on_drop(true);
    let (child, _stdin, mut lines) = spawn(&mut command)?;
    drop(child);
    assert_eq!(lines.next_line().await?, None);
    Ok(())
}
// ANCHOR_END: child_dropped

// ANCHOR: child_killed
#[cfg(unix)]
#[tokio::test]
async fn child_killed() -> io::Result<()> {
    use std::os::unix::process::ExitStatusExt;

    let mut child = answering().spawn()?;
    child.kill().await?;
    let status = child.wait().await?;
    assert_eq!((status.code(), status.signal()), (None, Some(9)));
    assert!(!status.success());
    Ok(())
}
// ANCHOR_END: child_killed

// ANCHOR: child_group
#[cfg(unix)]
#[tokio::test]
async fn child_group() -> io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};

    let mut command = shell("exec 3<&0; cat <&3 & echo started; wait");
    command.process_group(0);
    let (mut child, _stdin, mut lines) = spawn(&mut command)?;
    assert_eq!(lines.next_line().await?.as_deref(), Some("started"));

    let id = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
    kill_process_group(id.unwrap(), Signal::KILL)?;
    assert!(!child.wait().await?.success());
    let limit = Duration::from_secs(5);
    let end = timeout(limit, lines.next_line()).await??; // no `cat` holds it
    assert_eq!(end, None);
    Ok(())
}
// ANCHOR_END: child_group

// ANCHOR: child_zombie
#[cfg(target_os = "linux")]
#[tokio::test]
async fn child_zombie() -> io::Result<()> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    // Waits until it has exited, and leaves its status to others.
    let is_zombie = |id: u32| {
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let pid = Pid::from_raw(id.cast_signed()).unwrap();
        waitid(WaitId::Pid(pid), look)?;
        let state = fs::read_to_string(format!("/proc/{id}/stat"))?;
        io::Result::Ok(state.contains(") Z "))
    };

    let child = Command::new("true").spawn()?;
    let id = child.id().unwrap();
    assert!(is_zombie(id)?);
    drop(child); // Tokio's
    assert!(!fs::exists(format!("/proc/{id}"))?);

    let child = std::process::Command::new("true").spawn()?;
    let id = child.id();
    drop(child); // of std
    assert!(is_zombie(id)?);
    Ok(())
}
// ANCHOR_END: child_zombie

// ANCHOR: one_pipe_keeps_the_order
#[cfg(unix)]
#[tokio::test]
async fn one_pipe_keeps_the_order() -> io::Result<()> {
    let (reader, writer) = std::io::pipe()?;
    let mut reader = pipe::Receiver::from_owned_fd(reader.into())?;
    let mut command = Command::new("sh");
    command.args(["-c", "for i in 1 2 3; do echo out; echo err >&2; done"]);
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    drop(command); // and its handles of the pipe

    let mut lines = String::new();
    reader.read_to_string(&mut lines).await?;
    assert_eq!(lines, "out\nerr\n".repeat(3));
    child.wait().await?;
    Ok(())
}
// ANCHOR_END: one_pipe_keeps_the_order

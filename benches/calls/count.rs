//! Counts the system calls of a case with strace, in a process of its own.

use std::process::{Command, Stdio};
use std::{env, fs};

use crate::case::{Case, Count, Threads};
use benches::run::{Result, Say, Spread};

/// Whether there is something to count with; otherwise why not.
pub fn possible() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Err("strace needs Linux".into());
    }
    strace(Command::new("strace").arg("-V")).map(drop)
}

/// Of as much as `count` says. What happens once, before and after, happens too
/// if the case is done no times, and is not in the difference.
pub fn count(figure: &str, case: &Case, count: Count) -> Result<f64> {
    let mut counts = Vec::new();
    for _ in 0..count.processes {
        let none = calls(figure, case, 0, count.threads)?;
        let all = calls(figure, case, count.times, count.threads)?;
        counts.push((all - none) / count.times as f64 / count.in_one);
    }
    let median = Spread::of(counts).median;
    // The least that is shown, and no less than nothing.
    Ok((100.0 * median).round().max(0.0) / 100.0)
}

fn calls(
    figure: &str,
    case: &Case,
    times: u64,
    threads: Threads,
) -> Result<f64> {
    let file = tempfile::NamedTempFile::new().say("a file for strace")?;
    let mut command = Command::new("strace");
    if threads == Threads::All {
        command.arg("-f");
    }
    command
        .args(["-c", "-o"])
        .arg(file.path())
        .arg(env::current_exe().say("this program")?)
        .arg("once")
        .arg(format!("{figure}/{}", case.id))
        .arg(times.to_string());
    strace(&mut command)?;
    let text = fs::read_to_string(file.path()).say("what strace wrote")?;
    total(&text).ok_or_else(|| format!("strace wrote {text:?}"))
}

/// The fourth column of the last line. It is empty if there was no call.
fn total(text: &str) -> Option<f64> {
    let line = text.lines().rfind(|line| line.ends_with(" total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

fn strace(command: &mut Command) -> Result<()> {
    command.stdin(Stdio::null());
    let output = command.output().say("strace")?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}: {}", output.status, errors.trim()))
}

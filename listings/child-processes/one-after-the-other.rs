//! Reads one output of a child to its end, and only then the other.

use std::env;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

// ANCHOR: main
/// The child: writes as much to standard output as to standard error.
fn child(size: usize) -> io::Result<()> {
    std::io::stdout().write_all(&vec![b'o'; size])?; // ①
    std::io::stderr().write_all(&vec![b'e'; size])
}

async fn one_after_the_other(size: usize) -> io::Result<()> {
    let mut child = Command::new(env::current_exe()?)
        .arg(size.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true) // ②
        .spawn()?;
    let mut stdout = child.stdout.take().expect("piped");
    let mut stderr = child.stderr.take().expect("piped");

    println!("{size} bytes: reading stdout");
    stdout.read_to_end(&mut Vec::new()).await?;
    println!("{size} bytes: reading stderr");
    stderr.read_to_end(&mut Vec::new()).await?;
    println!("{size} bytes: both read");
    Ok(())
}
// ANCHOR_END: main

#[tokio::main]
async fn main() -> io::Result<()> {
    if let Some(size) = env::args().nth(1) {
        return child(size.parse().map_err(io::Error::other)?);
    }
    one_after_the_other(1024).await?;

    let patience = Duration::from_millis(100);
    match timeout(patience, one_after_the_other(1024 * 1024)).await {
        Ok(result) => result?,
        Err(_) => println!("no further after {patience:?}"),
    }
    Ok(())
}

//! Feeds a child, and reads both of its outputs meanwhile.

use std::env;
use std::process::Stdio;

use tokio::io::{
    self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader,
};
use tokio::process::Command;

async fn parent() -> io::Result<()> {
    let mut child = Command::new(env::current_exe()?)
        .arg("child")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("piped");
    let stdout = child.stdout.take().expect("piped");
    let mut stderr = child.stderr.take().expect("piped");
    // ANCHOR: main
    let feed = async move {
        for n in 1..=10_000 {
            let line = format!("line {n}\n");
            stdin.write_all(line.as_bytes()).await?;
        }
        drop(stdin); // ①
        Ok(())
    };
    let answers = async {
        let (mut lines, mut last) = (BufReader::new(stdout).lines(), None);
        while let Some(line) = lines.next_line().await? {
            last = Some(line); // ②
        }
        Ok(last)
    };
    let mut log = String::new();
    let ((), last, _) = tokio::try_join!(
        feed,
        answers,
        stderr.read_to_string(&mut log), // ③
    )?;
    let status = child.wait().await?; // ④
    println!("last answer: {last:?}, success: {}", status.success());
    println!("lines of its log: {}", log.lines().count());
    // ANCHOR_END: main
    Ok(())
}

/// Answers each line in capitals, and logs that.
fn child() -> io::Result<()> {
    for line in std::io::stdin().lines() {
        println!("{}", line?.to_uppercase());
        eprintln!("answered");
    }
    Ok(())
}

#[tokio::main]
async fn main() -> io::Result<()> {
    match env::args().nth(1) {
        Some(_) => child(),
        None => parent().await,
    }
}

//! Shuts down a child's input, writes to it all the same, and then drops it.

use std::env;
use std::process::Stdio;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

// ANCHOR: main
async fn parent() -> io::Result<()> {
    let mut child = Command::new(env::current_exe()?) // ①
        .arg("child")
        .stdin(Stdio::piped()) // ②
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("piped"); // ③
    let stdout = child.stdout.take().expect("piped");
    let mut lines = BufReader::new(stdout).lines();

    stdin.write_all(b"hello\n").await?;
    println!("answer: {:?}", lines.next_line().await?);
    stdin.shutdown().await?;
    let written = stdin.write_all(b"again\n").await;
    println!("after the shutdown: {written:?}");
    println!("answer: {:?}", lines.next_line().await?);
    drop(stdin);
    println!("after the drop: {:?}", lines.next_line().await?);
    println!("success: {}", child.wait().await?.success()); // ④
    Ok(())
}
// ANCHOR_END: main

/// Answers each line in capitals, until its input ends.
fn child() -> io::Result<()> {
    for line in std::io::stdin().lines() {
        println!("{}", line?.to_uppercase());
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

//! Whether a server answers as the others do: whoever does less work is faster.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use crate::{LIMIT, LONGEST_LINE, Result, Say};

const WORDS: &[u8] =
    b"one\n\ntwo words\r\ngr\xfc\xdfe \x00\nlast, without an end";

/// Tells how the server differs from what the book's servers answer.
pub fn check(address: SocketAddr) -> Result<()> {
    for at in 0..=WORDS.len() {
        cut(address, at).map_err(|error| format!("cut at {at}: {error}"))?;
    }
    longest(address).map_err(|error| format!("the longest line: {error}"))?;
    late_reader(address).map_err(|error| format!("a late reader: {error}"))
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).say("connect")?;
    stream.set_read_timeout(Some(LIMIT)).say("connect")?;
    stream.set_write_timeout(Some(LIMIT)).say("connect")?;
    stream.set_nodelay(true).say("connect")?;
    Ok(stream)
}

/// Sends the second part once the lines of the first are answered.
fn cut(address: SocketAddr, at: usize) -> Result<()> {
    let mut stream = connect(address)?;
    let (first, second) = WORDS.split_at(at);
    stream.write_all(first).say("the first part")?;
    let whole = first.iter().rposition(|byte| *byte == b'\n');
    let mut answers = vec![0; whole.map_or(0, |at| at + 1)];
    stream.read_exact(&mut answers).say("its answers")?;
    stream.write_all(second).say("the second part")?;
    stream.shutdown(Shutdown::Write).say("the end")?;
    stream.read_to_end(&mut answers).say("all answers")?;
    same(&answers, WORDS)
}

/// A line of the greatest length comes back whole.
fn longest(address: SocketAddr) -> Result<()> {
    let mut stream = connect(address)?;
    let mut line = vec![b'x'; LONGEST_LINE - 1];
    line.push(b'\n');
    let mut answer = vec![0; line.len()];
    for _ in 0..2 {
        stream.write_all(&line).say("question")?;
        stream.read_exact(&mut answer).say("answer")?;
        same(&answer, &line)?;
    }
    Ok(())
}

/// Reads nothing until the server does not take any more questions either.
fn late_reader(address: SocketAddr) -> Result<()> {
    let mut stream = connect(address)?;
    let mut writer = stream.try_clone().say("a second handle")?;
    let lines: Vec<u8> = (0..2_000_000)
        .flat_map(|n| format!("line {n}\n").into_bytes())
        .collect();
    // On both handles: they are one socket.
    stream
        .set_write_timeout(Some(Duration::from_millis(200)))
        .say("a limit")?;
    let mut sent = 0;
    while sent < lines.len() {
        match writer.write(&lines[sent..]) {
            Ok(n) => sent += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => return Err(format!("questions: {error}")),
        }
    }
    stream.set_write_timeout(Some(LIMIT)).say("a limit")?;
    let mut answers = Vec::with_capacity(lines.len());
    thread::scope(|scope| {
        let rest = scope.spawn(|| {
            writer.write_all(&lines[sent..])?;
            writer.shutdown(Shutdown::Write)
        });
        let read = stream.read_to_end(&mut answers).say("answers");
        rest.join()
            .map_err(|_| "the writer panicked")?
            .say("questions")?;
        read
    })?;
    same(&answers, &lines)
}

fn same(answers: &[u8], questions: &[u8]) -> Result<()> {
    let expected = questions.to_ascii_uppercase();
    if answers == expected {
        return Ok(());
    }
    let at = answers.iter().zip(&expected).position(|(a, b)| a != b);
    let at = at.unwrap_or(answers.len().min(expected.len()));
    let (got, wanted) = (answers.len(), expected.len());
    Err(format!(
        "{got} bytes instead of {wanted}; they differ at byte {at}"
    ))
}

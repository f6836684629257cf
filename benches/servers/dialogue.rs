//! Whether a server answers as the others do: whoever does less work is faster.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use benches::run::{Result, Say};
use tokio_rustls::rustls::ClientConfig;

use crate::LIMIT;
use crate::client::Connection;
use crate::serve::{LONGEST_LINE, Work};

const WORDS: &[u8] =
    b"one\n\ntwo words\r\ngr\xfc\xdfe \x00\nlast, without an end";

/// Tells how the server differs from what the book's servers answer.
pub fn check(
    address: SocketAddr,
    work: Work,
    tls: Option<&Arc<ClientConfig>>,
) -> Result<()> {
    let open = || {
        let stream = Connection::open(address, tls)?;
        stream.tcp.set_nodelay(true).say("connect")?;
        Ok::<_, String>(stream)
    };
    for at in 0..=WORDS.len() {
        cut(open()?, at, work).say(&format!("cut at {at}"))?;
    }
    longest(open()?, work).say("the longest line")?;
    if tls.is_none() {
        late_reader(open()?.tcp, work).say("a late reader")?;
    }
    Ok(())
}

/// Sends the second part once all of the first is answered that can be.
fn cut(mut stream: Connection, at: usize, work: Work) -> Result<()> {
    let (first, second) = WORDS.split_at(at);
    stream.write_all(first).say("the first part")?;
    let line = first.iter().rposition(|byte| *byte == b'\n');
    let whole = match work {
        Work::Lines => line.map_or(0, |at| at + 1),
        Work::Echo => first.len(),
    };
    let mut answers = vec![0; whole];
    stream.read_exact(&mut answers).say("its answers")?;
    stream.write_all(second).say("the second part")?;
    stream.end().say("the end")?;
    stream.read_to_end(&mut answers).say("all answers")?;
    same(&answers, WORDS, work)
}

/// A line of the greatest length comes back whole.
fn longest(mut stream: Connection, work: Work) -> Result<()> {
    let mut line = vec![b'x'; LONGEST_LINE - 1];
    line.push(b'\n');
    let mut answer = vec![0; line.len()];
    for _ in 0..2 {
        stream.write_all(&line).say("question")?;
        stream.read_exact(&mut answer).say("answer")?;
        same(&answer, &line, work)?;
    }
    Ok(())
}

/// Reads nothing until the server does not take any more questions either.
fn late_reader(mut stream: TcpStream, work: Work) -> Result<()> {
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
    same(&answers, &lines, work)
}

fn same(answers: &[u8], questions: &[u8], work: Work) -> Result<()> {
    let expected = work.answer(questions);
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

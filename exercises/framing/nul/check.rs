//! The same messages, in pieces that are cut at other places.

use std::io;

use crate::wire::{say, show};
use crate::{Verdict, judge, must};

type Decode = fn(&mut Vec<u8>) -> io::Result<Option<Vec<u8>>>;

pub fn check(next_message: Decode) -> Verdict {
    judge(move || async move { checked(next_message) })
}

fn checked(next_message: Decode) -> Verdict {
    say("a message comes in two pieces:");
    let got = run(next_message, &[b"hel", b"lo\0"])?;
    let why = match got.first().map(String::as_str) {
        Some("hello") => {
            "The NUL is still in `arrived`, where the next call takes it for a \
             message of no bytes. Take it out along with its message."
        }
        Some("hello\\x00") => "The NUL is no part of the message.",
        _ => {
            "A piece is no message. Without a NUL in what has arrived, the \
             rest is still to come: return `None`, and take nothing."
        }
    };
    must(
        got == ["hello"],
        format!("The message was \"hello\", and you took out {got:?}. {why}"),
    )?;
    say("three messages come in one piece:");
    let got = run(next_message, &[b"one\0\0three\0"])?;
    must(
        got == ["one", "", "three"],
        format!(
            "The messages were \"one\", \"\" and \"three\", and you took out \
             {got:?}. Take one out, and leave what is behind it where it is, \
             for the next call."
        ),
    )?;
    say("four messages of 7 bytes come in one piece, and the limit is 16:");
    let long = b"message\0message\0message\0message\0";
    let got = run(next_message, &[long]).map_err(|advice| {
        format!(
            "{advice} No message is longer than 7 bytes: the limit is on a \
             message, not on all that has arrived."
        )
    })?;
    must(
        got.len() == 4,
        format!("You took out {} messages.", got.len()),
    )?;
    say("a message of 16 bytes comes:");
    let got = run(next_message, &[b"0123456789abcdef", b"\0"]);
    let allowed =
        "A message of 16 bytes is allowed, and its NUL does not count.";
    must(got.is_ok_and(|got| got.len() == 1), allowed)?;
    say("a message of 17 bytes comes, with its NUL:");
    let mut arrived = b"0123456789abcdefg\0".to_vec();
    must(
        next_message(&mut arrived).is_err(),
        "The message is longer than 16 bytes, and you have not returned an \
         error. The limit holds for a message that is complete, too.",
    )?;
    say("17 bytes come, and no NUL yet:");
    let mut arrived = b"0123456789abcdefg".to_vec();
    must(
        next_message(&mut arrived).is_err(),
        "The message is too long already, and you wait for its end. A peer \
         that never sends a NUL takes all of your memory. Do not wait for it: \
         return an error as soon as the message cannot be short enough.",
    )
}

fn run(decode: Decode, pieces: &[&[u8]]) -> Result<Vec<String>, String> {
    let (mut arrived, mut messages) = (Vec::new(), Vec::new());
    for piece in pieces {
        say(format!("{} arrives", show(piece)));
        arrived.extend(*piece);
        for _ in 0..10 {
            match decode(&mut arrived) {
                Ok(Some(message)) => {
                    say(format!("you take out {}", show(&message)));
                    messages.push(message.escape_ascii().to_string());
                }
                Ok(None) => break,
                Err(error) => {
                    say(format!("you return the error: {error}"));
                    return Err("There was nothing wrong.".into());
                }
            }
        }
    }
    Ok(messages)
}

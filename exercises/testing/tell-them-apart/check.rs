//! One good server, and three that are broken.

use std::future::pending;
use std::pin::Pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use crate::wire::{say, times};
use crate::{Verdict, ends, judge, must};

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;
type Server = fn(DuplexStream) -> Running;

/// What happens when the last server loses bytes.
const SHORT: &str = "the server writes only ";

pub fn check<F>(is_good: F) -> Verdict
where
    F: AsyncFn(Server) -> bool + Send + 'static,
{
    judge(|| checked(is_good))
}

async fn checked(is_good: impl AsyncFn(Server) -> bool) -> Verdict {
    let servers: [(Server, bool, &str, &str); 4] = [
        (
            |stream| Box::pin(good(stream)),
            true,
            "the good server",
            "This server does nothing wrong. Was there room for all that you \
             wrote before you read? What comes back needs room, too.",
        ),
        (
            |stream| Box::pin(stays(stream)),
            false,
            "a server that never ends its half",
            "End your half, and read on to the end of its half.",
        ),
        (
            |stream| Box::pin(first_only(stream)),
            false,
            "a server that answers one read, and leaves",
            "Send more than a server gets with one read: behind a pipe of 4 \
             bytes, anything longer.",
        ),
        (
            |stream| Box::pin(part(stream)),
            false,
            "a server that writes a part of what it has read",
            "It calls `write` where it should call `write_all`, and that shows \
             only where there is less room than it has to write: make the pipe \
             narrower, or send more before you read.",
        ),
    ];
    for (server, expected, name, advice) in servers {
        say(format!("you test {name}"));
        let answer = ends(
            is_good(server),
            "The server waits, and your test waits with it. A test that never \
             ends does not say what is wrong: put a limit on the whole talk.",
        );
        let answer = answer.await?;
        say(match answer {
            true => "you take it for good",
            false => "you take it for broken",
        });
        let advice = match times(SHORT) {
            0 => advice,
            _ => {
                "The server has lost bytes, and your test has not noticed: \
                 compare all that comes back with what you sent."
            }
        };
        must(answer == expected, advice)?;
    }
    Ok(())
}

async fn good(mut stream: DuplexStream) {
    let mut buffer = [0; 1024];
    while let Ok(n @ 1..) = stream.read(&mut buffer).await {
        if stream.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}

async fn first_only(mut stream: DuplexStream) {
    let mut buffer = [0; 1024];
    if let Ok(n) = stream.read(&mut buffer).await {
        let _ = stream.write_all(&buffer[..n]).await;
    }
}

async fn stays(mut stream: DuplexStream) {
    let mut buffer = [0; 1024];
    while let Ok(n @ 1..) = stream.read(&mut buffer).await {
        let _ = stream.write_all(&buffer[..n]).await;
    }
    pending().await
}

async fn part(mut stream: DuplexStream) {
    let mut arrived = Vec::new();
    loop {
        // Takes in what is there, up to eight bytes, before it answers.
        let mut buffer = [0; 8];
        let n = match stream.read(&mut buffer).await {
            Ok(n @ 1..) => n,
            _ => break,
        };
        arrived.extend(&buffer[..n]);
        if arrived.len() >= 8 {
            write_once(&mut stream, &arrived).await;
            arrived.clear();
        }
    }
    write_once(&mut stream, &arrived).await;
}

async fn write_once(stream: &mut DuplexStream, bytes: &[u8]) {
    if let Ok(n) = stream.write(bytes).await {
        let all = bytes.len();
        say(match n < all {
            true => format!("{SHORT}{n} of its {all} bytes, and no more"),
            false => "the server writes all that it has".into(),
        });
    }
}

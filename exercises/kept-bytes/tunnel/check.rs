//! Clients that wait for "ok" or do not, and a server that greets them.

use std::cell::Cell;
use std::future::pending;
use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::sleep;

use crate::wire::{Wire, say, show, times};
use crate::{Verdict, ends, judge, must};

type Stream = Wire<DuplexStream>;

const HEAD: &[u8] = b"CONNECT db\nHost: db\n\n";

pub fn check<F>(tunnel: F) -> Verdict
where
    F: AsyncFn(Stream, Stream) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(tunnel))
}

async fn checked(
    tunnel: impl AsyncFn(Stream, Stream) -> io::Result<()>,
) -> Verdict {
    let all = [HEAD, b"early "].concat();
    visit(&tunnel, &[&all], b"early ").await?;
    visit(&tunnel, &[HEAD], b"").await?;
    for cut in 1..all.len() {
        let (start, rest) = all.split_at(cut);
        visit(&tunnel, &[start, rest], b"early ").await?;
    }
    Ok(())
}

/// One connection through the tunnel, whose client sends these `pieces`, with
/// bytes for the server behind the head, and the rest when it has been greeted.
async fn visit(
    tunnel: &impl AsyncFn(Stream, Stream) -> io::Result<()>,
    pieces: &[&[u8]],
    early: &[u8],
) -> Verdict {
    let (mut client, near_client) = duplex(64);
    let (mut server, near_server) = duplex(64);
    let greeted = &Cell::new(false);

    let client = async move {
        let oks = times("at the client, you wrote \"ok");
        let passed = times("at the server, you wrote");
        for piece in pieces {
            say(format!("the client sends {}", show(piece)));
            let _ = client.write_all(piece).await;
            // On the paused clock: until all others wait for more.
            sleep(Duration::from_millis(1)).await;
        }
        let mut answer = [0; 6];
        let read = client.read_exact(&mut answer);
        let Ok(read) = ends(read, "").await else {
            return Err(match times("at the client, you wrote \"ok") - oks {
                0 if times("at the server, you wrote") > passed => {
                    "The client waits for \"ok\", and you pass on what it \
                     sent to the server. Read the head first, up to its empty \
                     line, and answer it."
                }
                0 => {
                    "The head is there in full, with its empty line, and you \
                     wait for more of it. What one reader has taken into its \
                     buffer, the next one does not find on the stream."
                }
                _ => {
                    "The client waits for the server's greeting \"hi!\". The \
                     server says it before it has heard anything, so pass on \
                     both ways at the same time."
                }
            }
            .into());
        };
        must(
            read.is_ok() && &answer == b"ok\nhi!",
            "The client should get \"ok\" and a line break, then the server's \
             greeting. It got something else, or the end.",
        )?;
        greeted.set(true);
        say("the client is greeted, sends \"late\", and shuts down");
        let _ = client.write_all(b"late").await;
        let _ = client.shutdown().await;
        let mut rest = Vec::new();
        let read = ends(
            client.read_to_end(&mut rest),
            "The server has finished, and the client waits for more. Pass on \
             the end of each way.",
        );
        let _ = read.await?;
        must(
            rest == b"bye",
            format!(
                "At last the server says \"bye\". The client got {}.",
                show(&rest)
            ),
        )
    };
    let server = async move {
        let _ = server.write_all(b"hi!").await;
        let mut heard = Vec::new();
        let read = ends(
            server.read_to_end(&mut heard),
            "The client has finished, and the server waits for more. Pass on \
             the end of each way.",
        );
        let read = read.await;
        if !greeted.get() {
            pending::<()>().await; // the client tells it better
        }
        let _ = read?;
        say(format!("the server has got {}", show(&heard)));
        must(heard == [early, b"late"].concat(), lost(&heard, early))?;
        let _ = server.write_all(b"bye").await;
        Ok(())
    };
    let tunnel = async {
        let (client, server) = (
            Wire::on("at the client, ", near_client),
            Wire::on("at the server, ", near_server),
        );
        let result = tunnel(client, server).await;
        say(format!("your function returned {result:?}"));
        result.map_err(|error| {
            format!(
                "Your function failed: {error}. Bytes that it had taken are \
                 missing where it looked for them, or the head came in pieces."
            )
        })
    };
    let both = async { tokio::try_join!(server, client) };
    let (mut both, mut tunnel) = (pin!(both), pin!(tunnel));
    tokio::select! {
        biased;
        result = &mut both => {
            result?;
            let advice = "Both have finished, and your function does not return.";
            ends(tunnel, advice).await?
        }
        result = &mut tunnel => {
            result?;
            both.await?;
            Ok(())
        }
    }
}

/// What to say when the server has got this.
fn lost(heard: &[u8], early: &[u8]) -> &'static str {
    if !early.is_empty() && heard == b"late" {
        "The client has sent \"early \" right behind its head. Your reader \
         took it along with the head, into its buffer, and you unwrapped the \
         stream without it. Go on reading from what holds the buffer, or pass \
         on what `buffer` shows before you unwrap it."
    } else if !early.is_empty() && heard == [early, early, b"late"].concat() {
        "The client has sent \"early \" once. `buffer` shows what the reader \
         holds, and leaves it there, so the reader passes it on again. Either \
         leave those bytes to the reader, or write them and unwrap it."
    } else if [HEAD, early, b"late"].concat().ends_with(heard)
        && heard.len() > early.len() + 4
    {
        "The server got a part of the head. One read is not one head: it may \
         stop anywhere. The head is over at the first empty line."
    } else {
        "The server should get what the client sends behind the empty line, \
         all of it and in order."
    }
}

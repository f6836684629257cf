//! An echo with room for 64 bytes each way.

use std::io;

use tokio::io::{AsyncWriteExt, DuplexStream, copy, duplex, split};

use crate::wire::{Wire, say, times};
use crate::{Verdict, ends, judge, must};

pub fn check<F>(exchange: F) -> Verdict
where
    F: AsyncFn(Wire<DuplexStream>, &[u8]) -> io::Result<Vec<u8>>
        + Send
        + 'static,
{
    judge(|| checked(exchange))
}

async fn checked(
    exchange: impl AsyncFn(Wire<DuplexStream>, &[u8]) -> io::Result<Vec<u8>>,
) -> Verdict {
    let sizes = [(60, "60 bytes"), (50_000, "50,000 bytes")];
    for (size, words) in sizes {
        let (near, far) = duplex(64);
        tokio::spawn(async move {
            let (mut reader, mut writer) = split(far);
            let _ = copy(&mut reader, &mut writer).await;
            let _ = writer.shutdown().await;
        });
        let data: Vec<u8> = (0..size).map(|n| b'a' + (n % 26) as u8).collect();
        say(format!(
            "{words} are to be exchanged, with room for 64 each way:"
        ));
        let (ended, read) = (times("you shut down"), times("you asked"));
        let back = exchange(Wire::new(near), &data);
        let Ok(back) = ends(back, "").await else {
            let has_read = times("you asked") > read;
            let is_done = size == 60 && has_read;
            return Err(match is_done && times("you shut down") == ended {
                true => {
                    "All came back, and you wait for more; the server waits \
                     for more from you. Say that you have finished, and it \
                     will, too."
                }
                false => {
                    "You wait for room to write. The server waits for room, \
                     too: what it sent back fills the way to you, and you \
                     take in none of it. Read while you write, however large \
                     the data is."
                }
            }
            .into());
        };
        let back = back.map_err(|error| format!("It failed: {error}."))?;
        must(
            back.len() == data.len(),
            format!(
                "You sent {words}, and returned {}. The rest was still on its \
                 way back when your function returned. Having sent all is \
                 not having received all: wait for both.",
                back.len()
            ),
        )?;
        must(back == data, "You returned other bytes than you have sent.")?;
    }
    Ok(())
}

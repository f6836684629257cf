//! An echo with room for 64 bytes each way, then for one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

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
    let cases = [
        (60, "60", 64),
        (50_000, "50,000", 64),
        (300, "another 300", 1),
    ];
    for (size, words, room) in cases {
        let (near, far) = duplex(room);
        let heard = Arc::new(AtomicUsize::new(0));
        tokio::spawn(echo(far, room, Arc::clone(&heard)));
        let data: Vec<u8> = (0..size).map(|n| b'a' + (n % 26) as u8).collect();
        say(format!(
            "{words} bytes are to be exchanged, with room for {room} each way:"
        ));
        let (ended, read) = (times("you shut down"), times("you asked"));
        let end = times("you read 0 bytes");
        let back = exchange(Wire::new(near), &data);
        let Ok(back) = ends(back, "").await else {
            let has_read = times("you asked") > read;
            let is_done = size == 60 && has_read;
            let knows = times("you read 0 bytes") > end;
            return Err(match is_done && times("you shut down") == ended {
                true => {
                    "All came back, and you wait for more; the server waits \
                     for more from you. Say that you have finished, and it \
                     will, too."
                }
                false if knows => {
                    "All came back, and the end behind it. A read of 0 bytes \
                     is that end, and there is nothing behind it: return."
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
            back.len() <= data.len(),
            match heard.load(Relaxed) > size {
                true => format!(
                    "You were to send {size} bytes, and {} came back: some were \
                     sent twice. A `write_all` that is dropped may have sent a \
                     part, and the next one begins anew. Keep one future for \
                     it until it is done.",
                    back.len()
                ),
                false => format!(
                    "No more than {size} bytes came back, and you returned {}. Only what a \
                     read has brought is the answer: a vector may have held \
                     something before, and a buffer holds more than the count.",
                    back.len()
                ),
            },
        )?;
        must(
            back.len() == data.len(),
            format!(
                "You sent {size} bytes, and returned {}. The rest was still on its \
                 way back when your function returned. Having sent all is \
                 not having received all: wait for both.",
                back.len()
            ),
        )?;
        must(back == data, "You returned other bytes than you have sent.")?;
    }
    Ok(())
}

async fn echo(mut stream: DuplexStream, room: usize, heard: Arc<AtomicUsize>) {
    let mut buffer = vec![0; room];
    while let Ok(n @ 1..) = stream.read(&mut buffer).await {
        heard.fetch_add(n, Relaxed);
        if stream.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
    let _ = stream.shutdown().await;
}

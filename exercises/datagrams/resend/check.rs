//! A socket that loses datagrams, and brings late ones.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::io;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::wire::{say, show, times, with_wait};
use crate::{Verdict, ends, judge, must};

/// Has two methods of a connected `UdpSocket`.
pub struct Socket {
    start: Instant,
    asked: Asked,
    /// How many requests are lost before one is answered.
    lost: Cell<usize>,
    /// What comes, and when; the last comes first.
    coming: RefCell<Vec<(Instant, &'static str)>>,
    has_sent: Notify,
}

/// Who has asked so often will never give up.
const MANY: usize = 20;

/// A request and its answer begin with the same byte.
type Asked = (&'static str, &'static str);

const SECOND: Asked = ("2: how are you?", "2: very well");
/// As every other number, zero is one.
const ZEROTH: Asked = ("\0who is it?", "\0it is me");
const STALE: &str = "1: it is noon";

impl Socket {
    fn new(
        asked: Asked,
        lost: usize,
        coming: &[(u64, &'static str)],
    ) -> Socket {
        let start = Instant::now();
        let coming = coming.iter().rev().map(|&(after, datagram)| {
            (start + Duration::from_millis(after), datagram)
        });
        Socket {
            start,
            asked,
            lost: Cell::new(lost),
            coming: RefCell::new(coming.collect()),
            has_sent: Notify::new(),
        }
    }

    fn seconds(&self) -> f32 {
        self.start.elapsed().as_secs_f32()
    }

    /// Sends a datagram, which the server answers after 100 ms.
    pub async fn send(&self, datagram: &[u8]) -> io::Result<usize> {
        if times("you sent") >= MANY {
            std::future::pending::<()>().await;
        }
        let is_lost = self.lost.get() > 0;
        let lost = if is_lost { ", and it is lost" } else { "" };
        let sent = show(datagram);
        say(format!("you sent {sent} at {:.1} s{lost}", self.seconds()));
        if is_lost {
            self.lost.set(self.lost.get() - 1);
        } else if datagram == self.asked.0.as_bytes() {
            let at = Instant::now() + Duration::from_millis(100);
            let mut coming = self.coming.borrow_mut();
            coming.push((at, self.asked.1));
            coming.sort_by_key(|it| Reverse(it.0));
            self.has_sent.notify_one();
        }
        Ok(datagram.len())
    }

    /// Receives a datagram, or its beginning if the buffer has not more room.
    pub async fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let next = self.coming.borrow().last().copied();
            match next {
                Some((at, datagram)) if at <= Instant::now() => {
                    self.coming.borrow_mut().pop();
                    let n = datagram.len().min(buffer.len());
                    buffer[..n].copy_from_slice(&datagram.as_bytes()[..n]);
                    let got = show(datagram.as_bytes());
                    say(format!("{got} came at {:.1} s", self.seconds()));
                    return Ok(n);
                }
                Some((at, _)) => tokio::select! {
                    () = sleep_until(at) => {}
                    () = self.has_sent.notified() => {}
                },
                None => self.has_sent.notified().await,
            }
        }
    }
}

pub fn check<F>(ask: F) -> Verdict
where
    F: AsyncFn(&Socket, &[u8]) -> io::Result<Vec<u8>> + Send + 'static,
{
    judge(|| checked(ask))
}

async fn checked(
    ask: impl AsyncFn(&Socket, &[u8]) -> io::Result<Vec<u8>>,
) -> Verdict {
    let answered = async |socket: Socket, lost: &str| {
        let asked = socket.asked;
        let answer = ends(
            ask(&socket, asked.0.as_bytes()),
            "Your function does not return, though the server has answered.",
        );
        let answer = answer.await?.map_err(|error| {
            format!("Your function failed: {error}. {lost}")
        })?;
        must(
            answer == asked.1.as_bytes(),
            format!(
                "You returned {}. The answer was {}: its first byte is that of \
                 the request. Pass over whatever else comes, such as a late \
                 answer to an earlier request.",
                show(&answer),
                show(asked.1.as_bytes()),
            ),
        )?;
        Ok::<_, String>(socket.seconds())
    };

    say("nothing is lost:");
    let socket = Socket::new(SECOND, 0, &[]);
    let seconds = answered(socket, "Nothing was lost.").await?;
    must(
        seconds < 0.2,
        format!(
            "The answer was there after 0.1 s, and you returned it at \
             {seconds:.1} s. Wait for the answer itself, and limit that wait."
        ),
    )?;

    say("two requests are lost:");
    answered(
        Socket::new(SECOND, 2, &[]),
        "A datagram that is lost does not come again by itself. If no answer \
         has come after a second, send the request once more, up to five times \
         in all.",
    )
    .await?;

    let pass_over =
        "Nothing was lost: pass over what does not answer your request.";
    say("a late answer comes, and then yours:");
    answered(Socket::new(SECOND, 0, &[(50, STALE)]), pass_over).await?;

    say("an empty datagram comes, and then yours:");
    answered(Socket::new(ZEROTH, 0, &[(50, "")]), pass_over).await?;

    say("a request is lost, while late answers come every 0.4 s:");
    let stale: Vec<_> = (1..100).map(|n| (400 * n, STALE)).collect();
    let seconds = answered(
        Socket::new(SECOND, 1, &stale),
        "Late answers came, and none of them was yours. Send again after a \
         second without yours, whatever else has come.",
    )
    .await?;
    must(
        seconds < 2.0,
        format!(
            "Your answer came after {seconds:.1} s. You were to send again after \
             one second without it. Each late answer has begun that second \
             anew: limit the search for your answer as a whole, and not each \
             `recv`."
        ),
    )?;

    must(
        seconds > 1.0,
        "You sent again before the second was over. A datagram that answers \
         something else says nothing of your request: go on receiving, or a \
         stranger can make you send as often as they like.",
    )?;

    say("another server does not answer at all:");
    let socket = Socket::new(SECOND, usize::MAX, &[]);
    let before = times("you sent");
    let result = ends(
        ask(&socket, SECOND.0.as_bytes()),
        "Nobody answers, and you go on asking. After five requests, each with \
         its second, return an error of the kind `TimedOut`.",
    );
    let kind = result.await?.map_err(|error| error.kind());
    let sent = times("you sent") - before;
    let seconds = socket.seconds();
    must(
        kind == Err(io::ErrorKind::TimedOut) && seconds == 5.0 && sent == 5,
        with_wait(format!(
            "You were to give up after five requests and 5 s, with an error of \
             the kind `TimedOut`. After {sent} requests and {seconds:.1} s you \
             returned {kind:?}."
        )),
    )
}

//! A reader that fails when its peer has been silent for too long.

use std::future::Future;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

// ANCHOR: struct
pin_project! {
    pub struct Idle<R> {
        #[pin]
        inner: R,
        #[pin]
        alarm: Sleep,
        limit: Duration,
        is_waiting: bool,
    }
}
// ANCHOR_END: struct

// ANCHOR: idle
impl<R: AsyncRead> AsyncRead for Idle<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut this = self.project(); // ①
        let mut poll = this.inner.poll_read(cx, buf);
        if poll.is_pending() {
            if !mem::replace(this.is_waiting, true) {
                this.alarm.as_mut().reset(Instant::now() + *this.limit); // ②
            }
            ready!(this.alarm.poll(cx)); // ③
            poll = Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        *this.is_waiting = false;
        poll
    }
}
// ANCHOR_END: idle

impl<R> Idle<R> {
    pub fn new(inner: R, limit: Duration) -> Idle<R> {
        let (alarm, is_waiting) = (sleep(limit), false);
        Idle {
            inner,
            alarm,
            limit,
            is_waiting,
        }
    }
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    far.write_all(b"hello").await?;
    let started = Instant::now();

    let mut reader = pin!(Idle::new(near, Duration::from_secs(30))); // ①
    let mut buffer = [0; 64];
    loop {
        tokio::select! {
            result = reader.read(&mut buffer) => match result {
                Ok(n) => println!("{n} bytes"),
                Err(error) => {
                    println!("{error} after {:?}", started.elapsed());
                    return Ok(());
                }
            },
            () = sleep(Duration::from_secs(1)) => {} // ②
        }
    }
}
// ANCHOR_END: main

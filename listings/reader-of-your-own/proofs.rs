//! Proofs of the claims about readers and writers made by hand.

#[allow(dead_code)] // `main`
#[path = "idle-limit.rs"]
mod idle_limit;
#[allow(dead_code)] // `main`
#[path = "new-each-poll.rs"]
mod new_each_poll;
#[allow(dead_code)] // `main`
#[path = "progress.rs"]
mod progress;

use std::future::{Future, poll_fn};
use std::io::IoSlice;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
    ErrorKind, ReadBuf,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::yield_now;
use tokio::time::{Instant, Sleep, sleep, timeout};
use tokio_test::io::Builder;
use tokio_test::task;

use crate::{allocations, connected, poll_once};
use idle_limit::Idle;
use progress::{Count, Counted};

const LIMIT: Duration = Duration::from_secs(30);
const HOUR: Duration = Duration::from_secs(60 * 60);

// ANCHOR: blocks
/// A reader that hands on whole blocks of four bytes.
struct Blocks<R> {
    inner: R,
    block: [u8; 4],
    filled: usize,
    given: usize,
}

impl<R> Blocks<R> {
    fn new(inner: R) -> Blocks<R> {
        Blocks {
            inner,
            block: [0; 4],
            filled: 0,
            given: 0,
        }
    }
}
// ANCHOR_END: blocks

impl<R: AsyncRead + Unpin> AsyncRead for Blocks<R> {
    // ANCHOR: blocks_read
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self; // ①
        while this.filled < 4 {
            let mut rest = ReadBuf::new(&mut this.block[this.filled..]); // ②
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut rest))?; // ③
            match rest.filled().len() {
                0 if this.filled == 0 => return Poll::Ready(Ok(())), // ④
                0 => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
                n => this.filled += n,
            }
        }
        let n = buf.remaining().min(4 - this.given); // ⑤
        buf.put_slice(&this.block[this.given..][..n]);
        this.given += n;
        if this.given == 4 {
            (this.filled, this.given) = (0, 0);
        }
        Poll::Ready(Ok(()))
    }
    // ANCHOR_END: blocks_read
}

// ANCHOR: anew_loses
#[tokio::test]
async fn anew_loses() -> io::Result<()> {
    for (cut, expected) in [(1, b"bcde"), (2, b"cdef"), (4, b"abcd")] {
        let (near, mut far) = connected().await?;
        let mut reader = new_each_poll::Blocks(near);
        let mut block = [0; 4];
        let mut read = task::spawn(reader.read_exact(&mut block));

        assert!(read.poll().is_pending());
        far.write_all(&b"abcdef"[..cut]).await?;
        while !read.is_woken() {
            yield_now().await; // until the first piece is there
        }
        if read.poll().is_pending() {
            far.write_all(&b"abcdef"[cut..]).await?;
            read.await?;
        }
        assert_eq!(&block, expected, "cut at {cut}");
    }
    Ok(())
}
// ANCHOR_END: anew_loses

// ANCHOR: anew_is_not_woken
#[tokio::test]
async fn anew_is_not_woken() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut kept = task::spawn(poll_fn(|cx| listener.poll_accept(cx)));
    let accept = poll_fn(|cx| pin!(listener.accept()).poll(cx));
    let mut anew = task::spawn(accept);
    assert!(kept.poll().is_pending() && anew.poll().is_pending());

    let _peer = TcpStream::connect(address).await?;
    while !kept.is_woken() {
        yield_now().await;
    }
    assert!(!anew.is_woken());

    let (mut near, mut far) = connected().await?;
    let mut buffer = [0; 4];
    let read = poll_fn(|cx| pin!(near.read(&mut buffer)).poll(cx));
    let mut anew = task::spawn(read);
    assert!(anew.poll().is_pending());
    far.write_all(b"abcd").await?;
    anew.await?; // which has to be woken
    Ok(())
}
// ANCHOR_END: anew_is_not_woken

// ANCHOR: oddly
type First = fn(&mut ReadBuf) -> Poll<io::Result<()>>;

/// A reader that does `first` when it is polled first.
struct Oddly<R> {
    first: Option<First>,
    then: R,
}

impl<R: AsyncRead + Unpin> AsyncRead for Oddly<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        cx.waker().wake_by_ref();
        match self.first.take() {
            Some(first) => first(buf),
            None => Pin::new(&mut self.then).poll_read(cx, buf),
        }
    }
}
// ANCHOR_END: oddly

// ANCHOR: filled_and_pending
#[tokio::test]
async fn filled_and_pending() -> io::Result<()> {
    let odd = || Oddly {
        first: Some(|buf| {
            buf.put_slice(b"ab");
            Poll::Pending
        }),
        then: &b"cdef"[..],
    };
    let mut buffer = [0; 8];
    assert_eq!(odd().read(&mut buffer).await?, 4);
    assert_eq!(&buffer[..4], b"cdef");
    assert_eq!(BufReader::new(odd()).read(&mut buffer).await?, 4);
    assert_eq!(&buffer[..4], b"cdef");
    let mut copied = Vec::new();
    assert_eq!(io::copy(&mut odd(), &mut copied).await?, 4);
    assert_eq!(copied, b"cdef");

    // This one keeps the same buffer for all of its polls.
    odd().read_exact(&mut buffer[..6]).await?;
    assert_eq!(&buffer[..6], b"abcdef");
    Ok(())
}
// ANCHOR_END: filled_and_pending

// ANCHOR: nothing_filled
#[tokio::test]
async fn nothing_filled() -> io::Result<()> {
    let odd = || Oddly {
        first: Some(|_| Poll::Ready(Ok(()))),
        then: &b"there is more"[..],
    };
    let mut got = Vec::new();
    assert_eq!(odd().read_to_end(&mut got).await?, 0);
    assert_eq!(io::copy(&mut odd(), &mut got).await?, 0);
    let error = odd().read_exact(&mut [0; 1]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);

    // Without room it says nothing, and a reader may be silent, too.
    let mut no_room: &mut [u8] = &mut [];
    let (mut near, _far) = io::duplex(64);
    assert!(poll_once(near.read_buf(&mut no_room)).is_ready());
    assert!(poll_once(near.read(no_room)).is_ready());
    let (mut near, _far) = connected().await?;
    assert!(poll_once(near.read(no_room)).is_pending());
    Ok(())
}
// ANCHOR_END: nothing_filled

// ANCHOR: read_buf_regions
#[test]
fn read_buf_regions() {
    let mut memory = [MaybeUninit::uninit(); 8];
    let mut buf = ReadBuf::uninit(&mut memory);
    let sizes = |buf: &ReadBuf| {
        (buf.filled().len(), buf.initialized().len(), buf.remaining())
    };
    assert_eq!(sizes(&buf), (0, 0, 8));

    buf.put_slice(b"abc");
    assert_eq!(sizes(&buf), (3, 3, 5));
    buf.initialize_unfilled_to(4)[..2].copy_from_slice(b"de");
    assert_eq!(sizes(&buf), (3, 7, 5));
    buf.advance(2);
    assert_eq!(sizes(&buf), (5, 7, 3));
    assert_eq!(buf.filled(), b"abcde");

    let mut buf = AssertUnwindSafe(buf);
    assert!(catch_unwind(move || buf.put_slice(b"four")).is_err());
}
// ANCHOR_END: read_buf_regions

// ANCHOR: counted_both_ways
#[tokio::test]
async fn counted_both_ways() -> io::Result<()> {
    let (inner, mut peer) = io::duplex(4);
    let (read, written) = (Count::default(), Count::default());
    let mut stream = Counted(inner, read.clone(), written.clone());
    let both = async {
        stream.write_all(b"question").await?;
        stream.read_exact(&mut [0; 11]).await // one buffer, three polls
    };
    let other = async {
        peer.read_exact(&mut [0; 8]).await?;
        peer.write_all(b"some answer").await
    };
    tokio::try_join!(both, other)?;

    assert_eq!(written.load(Relaxed), 8);
    assert_eq!(read.load(Relaxed), 11);
    Ok(())
}
// ANCHOR_END: counted_both_ways

// ANCHOR: vectored_is_passed_on
#[tokio::test]
async fn vectored_is_passed_on() -> io::Result<()> {
    let slices = [&b""[..], b"head", b"body"].map(IoSlice::new);

    let (inner, mut far) = connected().await?;
    let mut stream = Counted(inner, Count::default(), Count::default());
    assert!(stream.is_write_vectored());
    assert_eq!(stream.write_vectored(&slices).await?, 8);
    far.read_exact(&mut [0; 8]).await?;

    // The mock has the methods that a writer must have, and no more.
    let mut mock = Builder::new().write(b"headbody").build();
    assert!(!mock.is_write_vectored());
    assert_eq!(mock.write_vectored(&slices).await?, 4);
    mock.write_all(b"body").await
}
// ANCHOR_END: vectored_is_passed_on

// ANCHOR: impatient
/// A reader that is to fail after 30 seconds without a byte.
struct Impatient<R>(R);

impl<R: AsyncRead + Unpin> AsyncRead for Impatient<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.0).poll_read(cx, buf);
        if poll.is_pending() {
            let alarm = pin!(sleep(LIMIT));
            ready!(alarm.poll(cx));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        poll
    }
}
// ANCHOR_END: impatient

// ANCHOR: fresh_timer
#[tokio::test(start_paused = true)]
async fn fresh_timer() {
    let (near, _silent) = io::duplex(64);
    let mut reader = Impatient(near);

    let result = timeout(HOUR, reader.read(&mut [0; 64])).await;

    assert!(result.is_err(), "{result:?}");
}
// ANCHOR_END: fresh_timer

// ANCHOR: idle_limit
#[tokio::test(start_paused = true)]
async fn idle_limit() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut reader = pin!(Idle::new(near, LIMIT));
    let mut buffer = [0; 64];

    sleep(HOUR).await; // nobody reads, and nothing counts
    for _ in 0..3 {
        assert!(timeout(LIMIT / 2, reader.read(&mut buffer)).await.is_err());
        far.write_all(b"x").await?;
        assert_eq!(reader.read(&mut buffer).await?, 1);
    }
    for _ in 0..2 {
        let start = Instant::now();
        let error = reader.read(&mut buffer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(start.elapsed(), LIMIT);
    }
    Ok(())
}
// ANCHOR_END: idle_limit

// ANCHOR: idle_goes_on
#[tokio::test(start_paused = true)]
async fn idle_goes_on() {
    let (near, _silent) = io::duplex(64);
    let mut reader = pin!(Idle::new(near, LIMIT));
    let mut buffer = [0; 64];
    let mut ticks = 0;

    let result = loop {
        tokio::select! {
            result = reader.read(&mut buffer) => break result,
            () = sleep(Duration::from_secs(1)) => ticks += 1,
        }
        assert!(ticks < 100, "nobody gives up");
    };

    assert_eq!(result.unwrap_err().kind(), ErrorKind::TimedOut);
    assert!((29..=30).contains(&ticks));
}
// ANCHOR_END: idle_goes_on

// ANCHOR: pinned_field
#[tokio::test]
async fn pinned_field() {
    struct IsUnpin<T>(PhantomData<T>);
    trait No {
        const UNPIN: bool = false;
    }
    impl<T> No for IsUnpin<T> {}
    impl<T: Unpin> IsUnpin<T> {
        const UNPIN: bool = true;
    }

    let (field, idle) = allocations(|| Idle::new(io::empty(), LIMIT));
    assert_eq!(field.count_total, 0);
    assert!(size_of_val(&idle) > size_of::<Sleep>());

    let (boxed, alarm) = allocations(|| Box::pin(sleep(LIMIT)));
    assert_eq!(boxed.count_total, 1);
    assert_eq!(size_of_val(&alarm), size_of::<usize>());
    let unpin = [
        IsUnpin::<Idle<io::Empty>>::UNPIN,
        IsUnpin::<Pin<Box<Sleep>>>::UNPIN,
    ];
    assert_eq!(unpin, [false, true]);
}
// ANCHOR_END: pinned_field

// ANCHOR: throttled
/// A reader that takes a millisecond for each byte.
struct Throttled<R>(R, Pin<Box<Sleep>>);

impl<R: AsyncRead + Unpin> AsyncRead for Throttled<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.1.as_mut().poll(cx)); // ①
        let room = buf.remaining().min(100);
        let mut piece = ReadBuf::new(buf.initialize_unfilled_to(room)); // ②
        ready!(Pin::new(&mut self.0).poll_read(cx, &mut piece))?;
        let n = piece.filled().len();
        buf.advance(n); // ③
        let pause = Duration::from_millis(n as u64);
        self.1.as_mut().reset(Instant::now() + pause);
        Poll::Ready(Ok(()))
    }
}
// ANCHOR_END: throttled

// ANCHOR: throughput
#[tokio::test(start_paused = true)]
async fn throughput() -> io::Result<()> {
    for room in [10, 64, 1000] {
        let (mut near, far) = io::duplex(room);
        let start = Instant::now();
        let peer = tokio::spawn(async move {
            near.write_all(&[b'x'; 3000]).await?;
            io::Result::Ok(start.elapsed())
        });

        let mut reader = Throttled(far, Box::pin(sleep(Duration::ZERO)));
        assert_eq!(reader.read_to_end(&mut Vec::new()).await?, 3000);

        assert_eq!(start.elapsed(), Duration::from_secs(3));
        let sent = peer.await??.as_millis() as usize;
        assert!(sent + room + 100 >= 3000, "room for {room}");
    }
    Ok(())
}
// ANCHOR_END: throughput

// ANCHOR: one_waker_for_two
#[tokio::test(start_paused = true)]
async fn one_waker_for_two() {
    let moment = Duration::from_millis(10);
    let mock = Builder::new().wait(moment).read(b"x").write(b"y").build();
    let (mut reader, mut writer) = io::split(mock);
    let mut read = task::spawn(async move { reader.read_u8().await });
    let mut write = task::spawn(async move { writer.write_u8(b'y').await });

    assert!(read.poll().is_pending());
    assert!(write.poll().is_pending()); // the timer now wakes this one
    sleep(2 * moment).await;

    assert!(write.is_woken());
    assert!(!read.is_woken());
    assert!(read.poll().is_ready() && write.poll().is_ready());
}
// ANCHOR_END: one_waker_for_two

// ANCHOR: connection
/// What a connection can do, as one trait.
trait Connection: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Connection for S {}

async fn echo(mut stream: Box<dyn Connection>) -> io::Result<()> {
    let mut buffer = vec![0; 1024];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}
// ANCHOR_END: connection

// ANCHOR: any_connection
#[tokio::test]
async fn any_connection() -> io::Result<()> {
    let mut pairs: Vec<[Box<dyn Connection>; 2]> = Vec::new();
    let (near, far) = connected().await?;
    pairs.push([Box::new(near), Box::new(far)]);
    let (near, far) = io::duplex(64);
    pairs.push([Box::new(near), Box::new(far)]);
    #[cfg(unix)]
    {
        let (near, far) = tokio::net::UnixStream::pair()?;
        pairs.push([Box::new(near), Box::new(far)]);
    }

    for [mut near, far] in pairs {
        assert!(far.is_write_vectored());
        tokio::spawn(echo(far)); // which takes a `Send` to be
        near.write_all(b"hello").await?;
        let mut answer = [0; 5];
        near.read_exact(&mut answer).await?;
        assert_eq!(&answer, b"hello");
    }
    Ok(())
}
// ANCHOR_END: any_connection

// ANCHOR: simplex_halves
#[tokio::test]
async fn simplex_halves() -> io::Result<()> {
    let (mut reader, writer) = io::simplex(4);
    drop(writer);
    assert!(poll_once(reader.read(&mut [0; 4])).is_pending());

    let (reader, mut writer) = io::simplex(4);
    drop(reader);
    writer.write_all(b"four").await?;
    assert!(poll_once(writer.write(b"more")).is_pending());

    let (mut reader, mut writer) = io::simplex(4);
    writer.shutdown().await?;
    assert_eq!(reader.read(&mut [0; 4]).await?, 0);

    let (mut near, far) = io::duplex(4);
    drop(far);
    assert_eq!(near.read(&mut [0; 4]).await?, 0);
    assert!(near.write(b"more").await.is_err());
    Ok(())
}
// ANCHOR_END: simplex_halves

// ANCHOR: blocks_at_every_cut
#[tokio::test]
async fn blocks_at_every_cut() -> io::Result<()> {
    let bytes = b"abcdefgh";
    for cut in 1..bytes.len() {
        let (near, mut far) = io::duplex(64);
        let mut reader = BufReader::with_capacity(3, Blocks::new(near));
        let mut got = Vec::new();
        let mut read = task::spawn(io::copy_buf(&mut reader, &mut got)); // ①

        assert!(read.poll().is_pending());
        far.write_all(&bytes[..cut]).await?;
        assert!(read.is_woken(), "cut at {cut}"); // ②
        assert!(read.poll().is_pending());
        far.write_all(&bytes[cut..]).await?;
        drop(far);
        assert!(read.is_woken(), "cut at {cut}");
        assert!(read.poll().is_ready()); // ③
        drop(read);

        assert_eq!(got, bytes, "cut at {cut}");
    }
    Ok(())
}
// ANCHOR_END: blocks_at_every_cut

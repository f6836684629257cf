//! Proofs of the claims about futures that are dropped while they wait.
//! `poll_once` drops what it is given.

use std::pin::pin;
use std::task::Poll;

use tokio::io::{
    self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, LinesCodec};

use crate::poll_once;

// ANCHOR: cancel_read_exact
#[tokio::test]
async fn cancel_read_exact() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut rest = Vec::new();

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_exact(&mut [0; 8])).is_pending());

    far.write_all(b"efgh").await?;
    drop(far);
    near.read_to_end(&mut rest).await?;
    assert_eq!(rest, b"efgh");
    Ok(())
}
// ANCHOR_END: cancel_read_exact

// ANCHOR: cancel_read
#[tokio::test]
async fn cancel_read() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut buffer = [0; 4];
    let mut received = Vec::new();

    for pair in [b"ab", b"cd"] {
        // Each of these loops ends with a future that waits, and is dropped.
        far.write_all(pair).await?;
        while let Poll::Ready(n) = poll_once(near.read(&mut buffer)) {
            received.extend_from_slice(&buffer[..n?]);
        }
        far.write_all(pair).await?;
        while let Poll::Ready(n) = poll_once(near.read_buf(&mut received)) {
            n?;
        }
    }
    assert_eq!(received, b"ababcdcd");
    Ok(())
}
// ANCHOR_END: cancel_read

// ANCHOR: cancel_read_to_end
#[tokio::test]
async fn cancel_read_to_end() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut bytes = Vec::new();

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_to_end(&mut bytes)).is_pending());
    assert_eq!(bytes, b"abcd");

    far.write_all(b"ef").await?;
    drop(far);
    assert_eq!(near.read_to_end(&mut bytes).await?, 2); // not 6
    assert_eq!(bytes, b"abcdef");
    Ok(())
}
// ANCHOR_END: cancel_read_to_end

// ANCHOR: cancel_read_until
#[tokio::test]
async fn cancel_read_until() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut near = BufReader::new(near);
    let mut line = Vec::new();

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_until(b'\n', &mut line)).is_pending());
    assert_eq!(line, b"abcd");

    far.write_all(b"e\n").await?;
    assert_eq!(near.read_until(b'\n', &mut line).await?, 2); // not 6
    assert_eq!(line, b"abcde\n");
    Ok(())
}
// ANCHOR_END: cancel_read_until

// ANCHOR: cancel_read_line
#[tokio::test]
async fn cancel_read_line() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut near = BufReader::new(near);
    let mut line = String::from("so far: ");

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_line(&mut line)).is_pending());
    assert_eq!(line, ""); // and what it held before is gone as well

    far.write_all(b"efgh\n").await?;
    near.read_line(&mut line).await?;
    assert_eq!(line, "efgh\n");
    Ok(())
}
// ANCHOR_END: cancel_read_line

// ANCHOR: cancel_next_line
#[tokio::test]
async fn cancel_next_line() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut lines = BufReader::new(near).lines();

    far.write_all(b"abcd").await?;
    assert!(poll_once(lines.next_line()).is_pending());

    far.write_all(b"efgh\n").await?;
    assert_eq!(lines.next_line().await?.as_deref(), Some("abcdefgh"));
    Ok(())
}
// ANCHOR_END: cancel_next_line

// ANCHOR: cancel_next_frame
#[tokio::test]
async fn cancel_next_frame() -> io::Result<()> {
    let (near, mut far) = io::duplex(64);
    let mut frames = FramedRead::new(near, LinesCodec::new());

    far.write_all(b"abcd").await?;
    assert!(poll_once(frames.next()).is_pending());

    far.write_all(b"efgh\n").await?;
    assert_eq!(frames.next().await.unwrap().unwrap(), "abcdefgh");
    Ok(())
}
// ANCHOR_END: cancel_next_frame

// ANCHOR: cancel_write
#[tokio::test]
async fn cancel_write() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(3);
    let mut rest: &[u8] = b"abcdef";
    let mut received = Vec::new();

    for _ in 0..10 {
        match poll_once(near.write(rest)) {
            Poll::Ready(n) => rest = &rest[n?..],
            Poll::Pending => received.push(far.read_u8().await?),
        }
    }
    drop(near);
    far.read_to_end(&mut received).await?;
    assert_eq!(received, b"abcdef");
    Ok(())
}
// ANCHOR_END: cancel_write

// ANCHOR: cancel_write_buf
#[tokio::test]
async fn cancel_write_buf() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(3);
    let mut rest: &[u8] = b"abcdef";
    let mut received = Vec::new();

    for _ in 0..10 {
        if poll_once(near.write_buf(&mut rest))?.is_pending() {
            received.push(far.read_u8().await?);
        }
    }
    drop(near);
    far.read_to_end(&mut received).await?;
    assert_eq!(received, b"abcdef");
    Ok(())
}
// ANCHOR_END: cancel_write_buf

// ANCHOR: cancel_write_all
#[tokio::test]
async fn cancel_write_all() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(4);
    let mut received = [0; 4];

    assert!(poll_once(near.write_all(b"abcdefgh")).is_pending());
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");

    // The second attempt sends the first half again.
    assert!(poll_once(near.write_all(b"abcdefgh")).is_pending());
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");
    Ok(())
}
// ANCHOR_END: cancel_write_all

// ANCHOR: cancel_write_all_buf
#[tokio::test]
async fn cancel_write_all_buf() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(4);
    let mut rest: &[u8] = b"abcdefgh";
    let mut received = [0; 4];

    assert!(poll_once(near.write_all_buf(&mut rest)).is_pending());
    assert_eq!(rest, b"efgh");
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");

    near.write_all_buf(&mut rest).await?;
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"efgh");
    Ok(())
}
// ANCHOR_END: cancel_write_all_buf

// ANCHOR: cancel_flush
#[tokio::test]
async fn cancel_flush() -> io::Result<()> {
    let (near, mut far) = io::duplex(4);
    let mut near = BufWriter::new(near);
    let mut received = [0; 4];

    near.write_all(b"abcdefgh").await?; // into the buffer
    assert!(poll_once(near.flush()).is_pending());
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");

    near.flush().await?;
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"efgh");
    Ok(())
}
// ANCHOR_END: cancel_flush

// ANCHOR: cancel_shutdown
#[tokio::test]
async fn cancel_shutdown() -> io::Result<()> {
    let (near, mut far) = io::duplex(4);
    let mut near = BufWriter::new(near);
    let mut received = [0; 4];
    let mut rest = Vec::new();

    near.write_all(b"abcdefgh").await?; // into the buffer
    assert!(poll_once(near.shutdown()).is_pending());
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");

    near.shutdown().await?;
    far.read_to_end(&mut rest).await?;
    assert_eq!(rest, b"efgh");
    Ok(())
}
// ANCHOR_END: cancel_shutdown

// ANCHOR: cancel_copy
#[tokio::test]
async fn cancel_copy() -> io::Result<()> {
    let (mut peer, mut reader) = io::duplex(64);
    let (mut writer, mut copied) = io::duplex(4);
    let mut received = Vec::new();

    peer.write_all(b"abcdefgh").await?;
    drop(peer);
    assert!(poll_once(io::copy(&mut reader, &mut writer)).is_pending());

    // Four bytes were waiting for room in `writer`.
    assert_eq!(io::copy(&mut reader, &mut writer).await?, 0);
    drop(writer);
    copied.read_to_end(&mut received).await?;
    assert_eq!(received, b"abcd");
    Ok(())
}
// ANCHOR_END: cancel_copy

// ANCHOR: cancel_accept
#[tokio::test]
async fn cancel_accept() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    assert!(poll_once(listener.accept()).is_pending());

    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (_, peer) = listener.accept().await?;

    assert_eq!(peer, client.local_addr()?);
    Ok(())
}
// ANCHOR_END: cancel_accept

// ANCHOR: cancel_recv
#[tokio::test]
async fn cancel_recv() {
    let (sender, mut messages) = mpsc::channel(1);

    for message in 0..10 {
        assert!(poll_once(messages.recv()).is_pending());
        sender.send(message).await.unwrap();
        assert_eq!(messages.recv().await, Some(message));
    }
}
// ANCHOR_END: cancel_recv

// ANCHOR: cancel_keep_the_future
#[tokio::test]
async fn cancel_keep_the_future() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut message = [0; 8];

    far.write_all(b"abcd").await?;
    let mut read = pin!(near.read_exact(&mut message));
    tokio::select! {
        biased; // `read` is polled first, and waits
        _ = &mut read => unreachable!("four of eight bytes"),
        () = async {} => {}
    }

    far.write_all(b"efgh").await?;
    assert!(matches!(poll_once(read), Poll::Ready(Ok(8))));
    assert_eq!(&message, b"abcdefgh");
    Ok(())
}
// ANCHOR_END: cancel_keep_the_future

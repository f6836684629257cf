//! Proofs of the claims about futures that are dropped while they wait.
//! `poll_once` drops what it is given.

use std::pin::pin;
use std::task::Poll;

use futures_util::SinkExt;
use tokio::fs;
use tokio::io::{
    self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, error::TryRecvError};
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tokio_util::codec::{FramedRead, FramedWrite, LinesCodec, LinesCodecError};

use crate::poll_once;
use crate::support::LIMIT;

// ANCHOR: cancel_read_exact
#[tokio::test]
async fn cancel_read_exact() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut message = [0; 8];
    let mut rest = Vec::new();

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_exact(&mut message)).is_pending());
    assert_eq!(&message, b"abcd\0\0\0\0");

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
        assert!(poll_once(near.read(&mut buffer)).is_pending());
        far.write_all(pair).await?;
        assert_eq!(poll_once(near.read(&mut buffer))?, Poll::Ready(2));
        received.extend_from_slice(&buffer[..2]);

        assert!(poll_once(near.read_buf(&mut received)).is_pending());
        far.write_all(pair).await?;
        assert_eq!(poll_once(near.read_buf(&mut received))?, Poll::Ready(2));
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

    far.write_all(b"e\nfgh").await?;
    assert_eq!(near.read_until(b'\n', &mut line).await?, 2); // not 6
    assert_eq!(line, b"abcde\n");

    line.clear();
    assert!(poll_once(near.read_until(b'\n', &mut line)).is_pending());
    drop(far);
    assert_eq!(near.read_until(b'\n', &mut line).await?, 0); // not 3
    assert_eq!(line, b"fgh");
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
    let line = poll_once(lines.next_line())?; // the poll that ends the line
    assert_eq!(line, Poll::Ready(Some("abcdefgh".into())));
    Ok(())
}
// ANCHOR_END: cancel_next_line

// ANCHOR: cancel_next_frame
#[tokio::test]
async fn cancel_next_frame() -> Result<(), LinesCodecError> {
    let (near, mut far) = io::duplex(64);
    let mut frames = FramedRead::new(near, LinesCodec::new());

    far.write_all(b"abcd").await?;
    assert!(poll_once(frames.next()).is_pending());

    far.write_all(b"efgh\n").await?;
    let frame = poll_once(frames.next())?; // the poll that ends the frame
    assert_eq!(frame, Poll::Ready(Some("abcdefgh".into())));
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
        let before = rest;
        if poll_once(near.write_buf(&mut rest))?.is_pending() {
            assert_eq!(rest, before);
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
    assert_eq!(poll_once(far.read(&mut received))?, Poll::Ready(4));
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
    let (mut peer, mut reader) = io::duplex(100_000);
    let (mut writer, mut copied) = io::duplex(4);
    let (mut rest, mut received) = (Vec::new(), Vec::new());

    peer.write_all(&[b'x'; 100_000]).await?;
    drop(peer);
    assert!(poll_once(io::copy(&mut reader, &mut writer)).is_pending());
    drop(writer);

    // The future had taken 8192 bytes, and written four of them.
    reader.read_to_end(&mut rest).await?;
    copied.read_to_end(&mut received).await?;
    assert_eq!(100_000 - rest.len() - received.len(), 8188);
    Ok(())
}
// ANCHOR_END: cancel_copy

// ANCHOR: cancel_accept
#[tokio::test]
async fn cancel_accept() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    assert!(poll_once(listener.accept()).is_pending());

    let first = TcpStream::connect(listener.local_addr()?).await?;
    let second = TcpStream::connect(listener.local_addr()?).await?;
    let (_, peer) = timeout(LIMIT, listener.accept()).await??;
    assert_eq!(peer, first.local_addr()?);

    // It takes a connection in the poll that returns it.
    let accepted = poll_once(listener.accept())?.map(|(_, peer)| peer);
    assert_eq!(accepted, Poll::Ready(second.local_addr()?));
    Ok(())
}
// ANCHOR_END: cancel_accept

// ANCHOR: select_drops_a_mismatch
#[tokio::test]
async fn select_drops_a_mismatch() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut peer = TcpStream::connect(listener.local_addr()?).await?;
    let mut byte = [0];

    let is_closed = tokio::select! {
        biased; // in the order in which they are written
        Err(error) = listener.accept() => return Err(error),
        Ok(_) = listener.accept() => false,
        n = timeout(LIMIT, peer.read(&mut byte)) => n?? == 0,
    };
    assert!(is_closed);
    Ok(())
}
// ANCHOR_END: select_drops_a_mismatch

// ANCHOR: cancel_recv
#[tokio::test]
async fn cancel_recv() {
    let (sender, mut messages) = mpsc::channel(1);

    for message in 0..10 {
        assert!(poll_once(messages.recv()).is_pending());
        sender.send(message).await.unwrap();
        assert_eq!(poll_once(messages.recv()), Poll::Ready(Some(message)));
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

// ANCHOR: cancel_read_to_string
#[tokio::test]
async fn cancel_read_to_string() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);
    let mut text = String::from("so far: ");

    far.write_all(b"abcd").await?;
    assert!(poll_once(near.read_to_string(&mut text)).is_pending());
    assert_eq!(text, "");

    far.write_all(b"efgh").await?;
    drop(far);
    near.read_to_string(&mut text).await?;
    assert_eq!(text, "efgh");
    Ok(())
}
// ANCHOR_END: cancel_read_to_string

// ANCHOR: cancel_read_u16
#[tokio::test]
async fn cancel_read_u16() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);

    assert!(poll_once(near.read_u8()).is_pending());
    far.write_all(&[1]).await?;
    assert_eq!(poll_once(near.read_u8())?, Poll::Ready(1));

    far.write_all(&[2]).await?;
    assert!(poll_once(near.read_u16()).is_pending()); // and has the 2
    far.write_all(&[3, 4]).await?;
    assert_eq!(near.read_u16().await?, 0x0304);
    Ok(())
}
// ANCHOR_END: cancel_read_u16

// ANCHOR: cancel_copy_bidirectional
#[tokio::test]
async fn cancel_copy_bidirectional() -> io::Result<()> {
    let (mut a, mut client) = io::duplex(10_000);
    let (mut b, mut server) = io::duplex(10_000);

    // Bytes wait to be copied, and nobody makes room for them.
    for end in [&mut a, &mut client, &mut b, &mut server] {
        end.write_all(&[b'x'; 10_000]).await?;
    }
    assert!(poll_once(io::copy_bidirectional(&mut a, &mut b)).is_pending());

    drop((client, server));
    for end in [&mut a, &mut b] {
        let mut rest = Vec::new();
        end.read_to_end(&mut rest).await?;
        assert_eq!(10_000 - rest.len(), 8192);
    }
    Ok(())
}
// ANCHOR_END: cancel_copy_bidirectional

// ANCHOR: cancel_copy_buf
#[tokio::test]
async fn cancel_copy_buf() -> io::Result<()> {
    let (mut peer, reader) = io::duplex(64);
    let (mut writer, mut copied) = io::duplex(4);
    let mut reader = BufReader::new(reader);
    let mut received = [0; 4];

    peer.write_all(b"abcdefgh").await?;
    drop(peer);
    assert!(poll_once(io::copy_buf(&mut reader, &mut writer)).is_pending());
    copied.read_exact(&mut received).await?;
    assert_eq!(&received, b"abcd");

    assert_eq!(io::copy_buf(&mut reader, &mut writer).await?, 4); // not 8
    copied.read_exact(&mut received).await?;
    assert_eq!(&received, b"efgh");
    Ok(())
}
// ANCHOR_END: cancel_copy_buf

// ANCHOR: cancel_send
#[tokio::test]
async fn cancel_send() {
    let (sender, mut messages) = mpsc::channel(1);
    sender.send("first").await.unwrap();

    assert!(poll_once(sender.send("second")).is_pending());
    assert_eq!(messages.recv().await, Some("first"));
    assert_eq!(messages.try_recv(), Err(TryRecvError::Empty));
}
// ANCHOR_END: cancel_send

// ANCHOR: cancel_reserve
#[tokio::test]
async fn cancel_reserve() {
    let (sender, mut messages) = mpsc::channel(1);
    sender.send("first").await.unwrap();

    assert!(poll_once(sender.reserve()).is_pending());
    assert_eq!(messages.recv().await, Some("first"));
    // It has kept no place: there is room for one message, as before.
    sender.try_reserve().unwrap().send("second");
    assert_eq!(messages.try_recv(), Ok("second"));
}
// ANCHOR_END: cancel_reserve

// ANCHOR: cancel_send_frame
#[tokio::test]
async fn cancel_send_frame() -> Result<(), LinesCodecError> {
    let (near, mut far) = io::duplex(4);
    let mut frames = FramedWrite::new(near, LinesCodec::new());
    frames.set_backpressure_boundary(1); // 8 KiB otherwise
    let mut received = String::new();

    // In the buffer before it waits; lost, since the buffer has no room.
    assert!(poll_once(frames.send("buffered")).is_pending());
    assert!(poll_once(frames.send("lost")).is_pending());

    let end = async { Ok(far.read_to_string(&mut received).await?) };
    let close = async {
        SinkExt::<&str>::close(&mut frames).await?;
        frames.get_mut().shutdown().await?;
        Ok::<_, LinesCodecError>(())
    };
    tokio::try_join!(close, end)?;
    assert_eq!(received, "buffered\n");
    Ok(())
}
// ANCHOR_END: cancel_send_frame

// ANCHOR: cancel_fs_write
#[test]
fn cancel_fs_write() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("foo.txt");
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1) // which does one thing after the other
        .build()?;

    runtime.block_on(async {
        let (release, released) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || released.recv());
        assert!(poll_once(fs::write(&path, b"hello")).is_pending());
        drop(release);
        assert_eq!(fs::read(&path).await.unwrap_or_default(), b"hello");
    });
    Ok(())
}
// ANCHOR_END: cancel_fs_write

// ANCHOR: reading_task_ends
#[tokio::test(start_paused = true)]
async fn reading_task_ends() {
    let (mut stream, _silent) = io::duplex(64);
    let (sender, messages) = mpsc::channel::<u8>(16);
    let task = tokio::spawn(async move {
        tokio::select! {
            _ = stream.read_u8() => "read",
            () = sender.closed() => "nobody receives",
        }
    });

    drop(messages);

    let ended = timeout(LIMIT, task).await;
    assert!(matches!(ended, Ok(Ok("nobody receives"))), "{ended:?}");
}
// ANCHOR_END: reading_task_ends

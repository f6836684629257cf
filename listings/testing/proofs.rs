//! Proofs of the claims about testing, which are its examples.

#[allow(dead_code)] // `main`
#[path = "line-lengths.rs"]
mod line_lengths;

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufStream, ErrorKind};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};
use tokio_test::io::Builder;
use tokio_util::codec::LinesCodecError;

use crate::poll_once;
use line_lengths::{PATIENCE, answer};

// ANCHOR: lines_in_memory
#[tokio::test]
async fn lines_in_memory() -> Result<(), LinesCodecError> {
    let lines: &[u8] = b"hello\n\nand goodbye\n";
    let mut answers = Vec::new();

    answer(io::join(lines, &mut answers)).await?;

    assert_eq!(answers, b"5 bytes\n0 bytes\n11 bytes\n");
    Ok(())
}
// ANCHOR_END: lines_in_memory

// ANCHOR: lines_through_four_bytes
#[tokio::test]
async fn lines_through_four_bytes() -> io::Result<()> {
    let (client, server) = io::duplex(4);
    let server = tokio::spawn(answer(server));
    let (mut reader, mut writer) = io::split(client);

    let sender = tokio::spawn(async move {
        writer.write_all(b"hello\nand goodbye\n").await?;
        writer.shutdown().await
    });
    let mut answers = String::new();
    reader.read_to_string(&mut answers).await?;

    assert_eq!(answers, "5 bytes\n11 bytes\n");
    sender.await??;
    server.await?.map_err(io::Error::other)
}
// ANCHOR_END: lines_through_four_bytes

// ANCHOR: answers_are_flushed
#[tokio::test(start_paused = true)]
async fn answers_are_flushed() -> io::Result<()> {
    let (mut client, server) = io::duplex(64);
    let server = BufStream::new(server);
    tokio::spawn(answer(server));

    client.write_all(b"hello\n").await?; // and no end of stream yet
    let mut buffer = [0; 8];
    let answer = client.read_exact(&mut buffer);
    timeout(Duration::from_secs(1), answer).await??;

    assert_eq!(&buffer, b"5 bytes\n");
    Ok(())
}
// ANCHOR_END: answers_are_flushed

// ANCHOR: lines_as_scripted
#[tokio::test]
async fn lines_as_scripted() -> Result<(), LinesCodecError> {
    let stream = Builder::new()
        .read(b"hel")
        .read(b"lo\nand good")
        .write(b"5 bytes\n")
        .read(b"bye\n")
        .write(b"11 bytes\n")
        .build();

    answer(stream).await
}
// ANCHOR_END: lines_as_scripted

// ANCHOR: scripted_error
#[tokio::test]
async fn scripted_error() {
    let stream = Builder::new()
        .read(b"hello\n")
        .write_error(ErrorKind::BrokenPipe.into())
        .build();

    let error = answer(stream).await.unwrap_err();

    let LinesCodecError::Io(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}
// ANCHOR_END: scripted_error

// ANCHOR: script_checks_bytes
#[tokio::test]
async fn script_checks_bytes() {
    let mut stream = Builder::new().write(b"5 bytes\n").build();

    let task = tokio::spawn(async move {
        let _ = stream.write_all(b"3 bytes\n").await;
    });

    let panic = task.await.unwrap_err().into_panic();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("left: [51")); // '3' instead of '5'
}
// ANCHOR_END: script_checks_bytes

// ANCHOR: script_checks_its_end
#[tokio::test]
async fn script_checks_its_end() {
    let mut stream = Builder::new().write(b"5 bytes\n").build();

    let task = tokio::spawn(async move {
        stream.write_all(b"5 by").await.unwrap();
    });

    let panic = task.await.unwrap_err().into_panic();
    let message = panic.downcast::<String>().unwrap();
    assert!(message.contains("still data left to write"));
}
// ANCHOR_END: script_checks_its_end

// ANCHOR: script_in_a_task
#[tokio::test]
async fn script_in_a_task() {
    let mut stream = Builder::new().write(b"5 bytes\n").build();
    let (done, ended) = oneshot::channel();

    tokio::spawn(async move {
        let _ = stream.write_all(b"3 bytes\n").await; // panics
        done.send(())
    });

    // The task has ended there, and this test passes.
    assert!(ended.await.is_err());
}
// ANCHOR_END: script_in_a_task

// ANCHOR: script_order
#[tokio::test]
async fn script_order() -> io::Result<()> {
    let mut stream = Builder::new().read(b"ping").write(b"pong").build();
    let mut buffer = [0; 4];

    assert!(poll_once(stream.write_all(b"pong")).is_ready());
    stream.read_exact(&mut buffer).await?;

    assert_eq!(&buffer, b"ping");
    Ok(())
}
// ANCHOR_END: script_order

// ANCHOR: script_hangs
#[tokio::test(start_paused = true)]
async fn script_hangs() {
    let mut stream = Builder::new().read(b"ping").build();
    let patience = Duration::from_secs(60 * 60);

    let unexpected = timeout(patience, stream.write_all(b"pong")).await;

    assert!(unexpected.is_err());
    stream.read_exact(&mut [0; 4]).await.unwrap();
}
// ANCHOR_END: script_hangs

// ANCHOR: script_short_write
#[tokio::test(start_paused = true)]
async fn script_short_write() -> io::Result<()> {
    let moment = Duration::from_millis(1);
    let mut stream = Builder::new()
        .write(b"5 by")
        .wait(moment)
        .write(b"tes\n")
        .build();

    assert_eq!(stream.write(b"5 bytes\n").await?, 4);
    stream.write_all(b"tes\n").await?;
    Ok(())
}
// ANCHOR_END: script_short_write

// ANCHOR: silence_is_bounded
#[tokio::test(start_paused = true)]
async fn silence_is_bounded() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(64);
    let server = tokio::spawn(answer(stream));
    let start = Instant::now();

    let almost = PATIENCE - Duration::from_secs(1);
    for text in ["hello\n", "hello\n", "half a line"] {
        sleep(almost).await;
        peer.write_all(text.as_bytes()).await?;
    }
    let ended = timeout(2 * PATIENCE, server).await?;
    let error = ended?.unwrap_err();

    assert_eq!(error.to_string(), "timed out");
    assert_eq!(start.elapsed(), 2 * almost + PATIENCE);
    Ok(())
}
// ANCHOR_END: silence_is_bounded

// ANCHOR: unread_answers_are_bounded
#[tokio::test(start_paused = true)]
async fn unread_answers_are_bounded() -> io::Result<()> {
    let (mut peer, stream) = io::duplex(4);
    let server = tokio::spawn(answer(stream));
    let start = Instant::now();

    peer.write_all(b"hello\n").await?;
    peer.shutdown().await?;
    sleep(PATIENCE - Duration::from_secs(1)).await;
    peer.read_exact(&mut [0; 1]).await?; // makes room, but not enough
    let ended = timeout(2 * PATIENCE, server).await?;
    let error = ended?.unwrap_err();

    assert_eq!(error.to_string(), "timed out");
    assert_eq!(start.elapsed(), PATIENCE);
    Ok(())
}
// ANCHOR_END: unread_answers_are_bounded

// ANCHOR: duplex_is_not_tcp
#[tokio::test]
async fn duplex_is_not_tcp() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(64);

    for question in [b"one", b"two"] {
        near.write_all(question).await?; // and nothing holds it back
        let mut buffer = [0; 3];
        assert!(poll_once(far.read_exact(&mut buffer)).is_ready());
    }
    near.write_all(b"unread").await?;
    far.write_all(b"answer").await?;
    drop(far);

    let mut answer = String::new();
    near.read_to_string(&mut answer).await?; // no reset
    assert_eq!(answer, "answer");
    let error = near.write(b"more").await.unwrap_err(); // the first one
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    Ok(())
}
// ANCHOR_END: duplex_is_not_tcp

// ANCHOR: paused_from_the_start
#[tokio::test(start_paused = true)]
async fn paused_from_the_start() {
    let second = Duration::from_secs(1);
    let start = Instant::now();

    sleep(second).await;

    assert!(start.elapsed() == second); // not a nanosecond more
}
// ANCHOR_END: paused_from_the_start

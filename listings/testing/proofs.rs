//! Proofs of the claims about testing, which are its examples.

#[allow(dead_code)] // `main`
#[path = "line-lengths.rs"]
mod line_lengths;

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, ErrorKind};
use tokio::time::{Instant, timeout};
use tokio_test::io::Builder;
use tokio_util::codec::LinesCodecError;

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
#[should_panic = "left: [51"] // '3' instead of '5'
async fn script_checks_bytes() {
    let mut stream = Builder::new().write(b"5 bytes\n").build();

    let _ = stream.write_all(b"3 bytes\n").await;
}
// ANCHOR_END: script_checks_bytes

// ANCHOR: script_checks_its_end
#[tokio::test]
#[should_panic = "still data left to write"]
async fn script_checks_its_end() {
    let mut stream = Builder::new().write(b"5 bytes\n").build();

    stream.write_all(b"5 by").await.unwrap();
}
// ANCHOR_END: script_checks_its_end

// ANCHOR: script_order
#[tokio::test]
async fn script_order() -> io::Result<()> {
    let mut stream = Builder::new().read(b"ping").write(b"pong").build();
    let mut buffer = [0; 4];

    stream.write_all(b"pong").await?; // before the ping
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
async fn silence_is_bounded() -> Result<(), LinesCodecError> {
    let (_silent, stream) = io::duplex(64);
    let start = Instant::now();

    answer(stream).await?;

    assert_eq!(start.elapsed(), PATIENCE);
    Ok(())
}
// ANCHOR_END: silence_is_bounded

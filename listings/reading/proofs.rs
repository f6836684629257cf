//! Proofs of the claims about reading.

use std::io::ErrorKind;

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{
    self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader,
};
use tokio_test::io::Builder;

use crate::{connected, count_pending, poll_once};

// ANCHOR: read_leaves_the_rest
#[tokio::test]
async fn read_leaves_the_rest() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut buffer = *b"0123456789";

    far.write_all(b"abc").await?;
    assert_eq!(near.read(&mut buffer).await?, 3);

    assert_eq!(&buffer, b"abc3456789");
    Ok(())
}
// ANCHOR_END: read_leaves_the_rest

// ANCHOR: read_partial
#[tokio::test]
async fn read_partial() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut buffer = [0; 10];

    far.write_all(b"abc").await?;
    assert_eq!(near.read(&mut buffer).await?, 3);

    // The stream has not ended: more comes, and is less than the buffer again.
    far.write_all(b"defgh").await?;
    assert_eq!(near.read(&mut buffer).await?, 5);
    Ok(())
}
// ANCHOR_END: read_partial

// ANCHOR: read_eof
#[tokio::test]
async fn read_eof() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut buffer = [0; 10];

    far.write_all(b"abc").await?;
    assert_eq!(near.read(&mut buffer).await?, 3);

    drop(far);
    assert_eq!(near.read(&mut buffer).await?, 0);
    Ok(())
}
// ANCHOR_END: read_eof

// ANCHOR: read_eof_grown
#[tokio::test]
async fn read_eof_grown() -> io::Result<()> {
    let (file, path) = NamedTempFile::new()?.into_parts();
    let mut writer = File::from_std(file);
    let mut reader = File::open(&path).await?;
    let mut buffer = [0; 10];
    assert_eq!(reader.read(&mut buffer).await?, 0);

    writer.write_all(b"more").await?;
    writer.flush().await?;

    assert_eq!(reader.read(&mut buffer).await?, 4);
    Ok(())
}
// ANCHOR_END: read_eof_grown

// ANCHOR: read_eof_half_open
#[tokio::test]
async fn read_eof_half_open() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    far.shutdown().await?; // the writing half; `far` can still read
    assert_eq!(near.read(&mut [0; 10]).await?, 0);

    near.write_all(b"after your end").await?;
    let mut buffer = [0; 14];
    far.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"after your end");
    Ok(())
}
// ANCHOR_END: read_eof_half_open

// ANCHOR: read_eof_again
#[tokio::test]
async fn read_eof_again() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    let mut buffer = [0; 10];

    drop(far);
    assert_eq!(near.read(&mut buffer).await?, 0);

    let mut pending = 0;
    for _ in 0..1000 {
        let (times, n) = count_pending(near.read(&mut buffer)).await;
        pending += times;
        assert_eq!(n?, 0);
    }
    // Only the task's budget was used up, a few times.
    assert!((1..=20).contains(&pending), "{pending} of 1000");
    Ok(())
}
// ANCHOR_END: read_eof_again

// ANCHOR: read_empty_buffer
#[tokio::test]
async fn read_empty_buffer() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    far.write_all(b"abc").await?;

    assert_eq!(near.read(&mut []).await?, 0);
    assert_eq!(near.read(&mut [0; 10]).await?, 3);
    Ok(())
}
// ANCHOR_END: read_empty_buffer

// ANCHOR: read_to_end
#[tokio::test]
async fn read_to_end() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut contents = Vec::from(b"so far: ");

    let sender = tokio::spawn(async move {
        for _ in 0..1000 {
            far.write_all(b"all of this").await?;
        }
        Ok::<_, io::Error>(()) // `far` is dropped here: the end
    });
    let n = near.read_to_end(&mut contents).await?;

    assert_eq!(n, 11_000);
    assert_eq!(contents[..8], *b"so far: ");
    assert_eq!(contents[8..], b"all of this".repeat(1000));
    sender.await?
}
// ANCHOR_END: read_to_end

// ANCHOR: read_to_end_error
#[tokio::test]
async fn read_to_end_error() {
    let reset = ErrorKind::ConnectionReset;
    let mut reader = Builder::new()
        .read(b"hello")
        .read_error(reset.into())
        .build();
    let mut contents = Vec::new();

    let error = reader.read_to_end(&mut contents).await.unwrap_err();

    assert_eq!(error.kind(), reset);
    assert_eq!(contents, b"hello");
}
// ANCHOR_END: read_to_end_error

// ANCHOR: read_to_end_take
#[tokio::test]
async fn read_to_end_take() -> io::Result<()> {
    let endless = io::repeat(b'x');
    let mut contents = Vec::new();

    let n = endless.take(1000).read_to_end(&mut contents).await?;

    assert_eq!(n, 1000);
    assert_eq!(contents, [b'x'; 1000]);
    Ok(())
}
// ANCHOR_END: read_to_end_take

// ANCHOR: read_exact_eof
#[tokio::test]
async fn read_exact_eof() {
    let mut reader: &[u8] = b"abc"; // ends one byte too early

    let error = reader.read_exact(&mut [0; 4]).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);

    let error = reader.read_exact(&mut [0; 4]).await.unwrap_err();
    assert_eq!((reader, error.kind()), (&b""[..], ErrorKind::UnexpectedEof));
}
// ANCHOR_END: read_exact_eof

// ANCHOR: half_a_line_after_an_error
#[tokio::test]
async fn half_a_line_after_an_error() -> io::Result<()> {
    let reset = ErrorKind::ConnectionReset;
    let reader = Builder::new()
        .read(b"half")
        .read_error(reset.into())
        .build();
    let mut lines = BufReader::new(reader).lines();

    let error = lines.next_line().await.unwrap_err();
    assert_eq!(error.kind(), reset);

    assert_eq!(lines.next_line().await?.as_deref(), Some("half"));
    Ok(())
}
// ANCHOR_END: half_a_line_after_an_error

// ANCHOR: read_line_keeps_newline
#[tokio::test]
async fn read_line_keeps_newline() -> io::Result<()> {
    let mut reader = BufReader::new(&b"one\ntwo\n"[..]);
    let mut line = String::new();

    assert_eq!(reader.read_line(&mut line).await?, 4);
    assert_eq!(line, "one\n");

    assert_eq!(reader.read_line(&mut line).await?, 4);
    assert_eq!(line, "one\ntwo\n");

    assert_eq!(reader.read_line(&mut line).await?, 0);
    Ok(())
}
// ANCHOR_END: read_line_keeps_newline

// ANCHOR: read_buf_fills_capacity
#[tokio::test]
async fn read_buf_fills_capacity() -> io::Result<()> {
    let mut reader: &[u8] = b"hello world";
    let mut buffer = Vec::with_capacity(8);
    let room = buffer.capacity();

    assert_eq!(reader.read(&mut buffer).await?, 0);
    assert_eq!(reader.read_buf(&mut buffer).await?, room.min(11));

    buffer.shrink_to_fit(); // full: no room is left
    let mut more: &[u8] = b", and more";
    assert_eq!(more.read_buf(&mut buffer).await?, 10);
    assert!(buffer.ends_with(b", and more"));
    Ok(())
}
// ANCHOR_END: read_buf_fills_capacity

// ANCHOR: buf_reader_keeps
#[tokio::test]
async fn buf_reader_keeps() -> io::Result<()> {
    let mut reader: &[u8] = b"one\ntwo\n";
    let mut line = String::new();

    let mut buffered = BufReader::new(&mut reader);
    buffered.read_line(&mut line).await?;
    drop(buffered);

    assert_eq!(line, "one\n");
    assert_eq!(reader, b""); // the second line was in the buffer
    Ok(())
}
// ANCHOR_END: buf_reader_keeps

// ANCHOR: lines_strip
#[tokio::test]
async fn lines_strip() -> io::Result<()> {
    let reader: &[u8] = b"one\r\ntwo\nthree";
    let mut lines = BufReader::new(reader).lines();

    for expected in [Some("one"), Some("two"), Some("three"), None] {
        assert_eq!(lines.next_line().await?.as_deref(), expected);
    }
    Ok(())
}
// ANCHOR_END: lines_strip

// ANCHOR: message_says_its_length
#[tokio::test]
async fn message_says_its_length() -> io::Result<()> {
    let (near, mut server) = io::duplex(1024);
    let mut near = BufReader::new(near);
    for body in ["hello", "hello again"] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}", body.len());
        let answer = format!("{head}\r\n\r\n{body}");
        server.write_all(answer.as_bytes()).await?;

        let (mut length, mut line) = (0, String::new());
        while near.read_line(&mut line).await? > "\r\n".len() {
            if let Some(number) = line.strip_prefix("Content-Length: ") {
                length = number.trim_end().parse().unwrap();
            }
            line.clear();
        }
        let mut received = vec![0; length];
        near.read_exact(&mut received).await?;
        assert_eq!(received, body.as_bytes());
    }
    let mut rest = Vec::new(); // the connection stays open
    assert!(poll_once(near.read_to_end(&mut rest)).is_pending());
    Ok(())
}
// ANCHOR_END: message_says_its_length

// ANCHOR: take_lends
#[tokio::test]
async fn take_lends() -> io::Result<()> {
    let mut file = NamedTempFile::new()?;
    std::io::Write::write_all(&mut file, b"one, two, three")?;
    let mut file = File::open(file.path()).await?;

    for (length, expected) in [(5, "one, "), (5, "two, "), (5, "three")] {
        let mut piece = Vec::new();
        io::copy(&mut (&mut file).take(length), &mut piece).await?;
        assert_eq!(piece, expected.as_bytes());
    }
    Ok(())
}
// ANCHOR_END: take_lends

//! Proofs of the claims about reading.

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{
    self, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader,
};
use tokio_test::io::Builder;

use crate::{connected, count_pending};

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
    let reset = io::ErrorKind::ConnectionReset;
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

    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
}
// ANCHOR_END: read_exact_eof

// ANCHOR: read_line_keeps_newline
#[tokio::test]
async fn read_line_keeps_newline() -> io::Result<()> {
    let mut reader = BufReader::new(&b"one\n"[..]);
    let mut line = String::new();

    assert_eq!(reader.read_line(&mut line).await?, 4);
    assert_eq!(line, "one\n");

    assert_eq!(reader.read_line(&mut line).await?, 0);
    Ok(())
}
// ANCHOR_END: read_line_keeps_newline

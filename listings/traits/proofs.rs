//! Proofs of the claims about the two traits.

use std::thread;

use tempfile::{NamedTempFile, tempfile};
use tokio::fs::File;
use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncSeekExt, AsyncWrite, AsyncWriteExt,
    Stdin, Stdout,
};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::connected;

// ANCHOR: waiting_frees_the_thread
#[tokio::test] // one thread for all tasks
async fn waiting_frees_the_thread() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let (started, has_started) = oneshot::channel();

    let reader = tokio::spawn(async move {
        started.send(thread::current().id()).unwrap();
        let mut buffer = [0; 10];
        near.read(&mut buffer).await // nothing has been sent yet
    });
    let readers_thread = has_started.await.unwrap();

    // The reader waits, on this very thread, and this task runs.
    assert_eq!(thread::current().id(), readers_thread);
    far.write_all(b"abc").await?;
    assert_eq!(reader.await??, 3);
    Ok(())
}
// ANCHOR_END: waiting_frees_the_thread

// ANCHOR: traits_tcpstream
#[tokio::test]
async fn traits_tcpstream() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut buffer = [0; 4];

    near.write_all(b"ping").await?;
    far.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"ping");

    far.write_all(b"pong").await?;
    near.read_exact(&mut buffer).await?;
    assert_eq!(&buffer, b"pong");
    Ok(())
}
// ANCHOR_END: traits_tcpstream

// ANCHOR: traits_file
#[tokio::test]
async fn traits_file() -> io::Result<()> {
    let mut file = File::from_std(tempfile()?); // opened for both
    let mut contents = String::new();

    file.write_all(b"some bytes").await?;
    file.rewind().await?;
    file.read_to_string(&mut contents).await?;

    assert_eq!(contents, "some bytes");

    let path = NamedTempFile::new()?.into_temp_path();
    let mut created = File::create(&path).await?;
    assert!(created.read(&mut [0; 10]).await.is_err());

    let mut opened = File::open(&path).await?;
    assert_eq!(opened.write(b"x").await?, 1);
    assert!(opened.flush().await.is_err()); // the error of the write
    Ok(())
}
// ANCHOR_END: traits_file

// ANCHOR: traits_stdout
#[test]
fn traits_stdout() {
    // Where a type reads, its own constant comes before the fallback's.
    struct Type<T>(T);
    impl<T: AsyncRead> Type<T> {
        const READS: bool = true;
    }
    trait Fallback {
        const READS: bool = false;
    }
    impl<T> Fallback for Type<T> {}

    let reads = [
        Type::<Stdin>::READS,
        Type::<TcpStream>::READS,
        Type::<Stdout>::READS,
    ];
    assert_eq!(reads, [true, true, false]);

    fn takes_a_writer(_: impl AsyncWrite) {}
    takes_a_writer(io::stdout());
}
// ANCHOR_END: traits_stdout

// ANCHOR: traits_slice
#[tokio::test]
async fn traits_slice() -> io::Result<()> {
    let mut reader: &[u8] = b"hello";
    let mut buffer = [0; 2];

    let n = reader.read(&mut buffer).await?;

    assert_eq!((n, &buffer), (2, b"he"));
    assert_eq!(reader, b"llo");
    Ok(())
}
// ANCHOR_END: traits_slice

// ANCHOR: traits_vec
#[tokio::test]
async fn traits_vec() -> io::Result<()> {
    let mut writer = Vec::from(b"hello");

    writer.write_all(b" world").await?;

    assert_eq!(writer, b"hello world");
    Ok(())
}
// ANCHOR_END: traits_vec

// ANCHOR: read_needs_await
#[tokio::test]
async fn read_needs_await() -> io::Result<()> {
    let mut reader: &[u8] = b"hello";
    let mut buffer = [0; 5];

    let future = reader.read(&mut buffer);
    drop(future);
    assert_eq!((reader, &buffer), (&b"hello"[..], &[0; 5]));

    let future = reader.read(&mut buffer);
    future.await?;
    assert_eq!((reader, &buffer), (&b""[..], b"hello"));

    let mut writer = Vec::new();
    drop(writer.write(b"hello"));
    assert_eq!(writer, b"");
    assert_eq!(writer.write(b"hello").await?, 5);
    assert_eq!(writer, b"hello");
    Ok(())
}
// ANCHOR_END: read_needs_await

//! Proofs of the claims about splitting a stream.

use std::io::Write;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{allocations, connected, poll_once};

// ANCHOR: io_split_two_tasks
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn io_split_two_tasks() -> io::Result<()> {
    const BYTES: usize = 1024 * 1024;
    let (near, far) = io::duplex(64);
    tokio::spawn(async move {
        let (mut reader, mut writer) = io::split(far);
        io::copy(&mut reader, &mut writer).await
    });

    let (mut reader, mut writer) = io::split(near);
    let sending = async move { writer.write_all(&vec![b'x'; BYTES]).await };
    let reading = async move { reader.read_exact(&mut vec![0; BYTES]).await };
    let sender = tokio::spawn(sending);
    let receiver = tokio::spawn(reading);

    let an_hour = Duration::from_secs(60 * 60);
    let sent = timeout(an_hour, sender).await;
    assert!(sent.is_ok(), "still sending after {an_hour:?}");
    assert_eq!(receiver.await??, BYTES);
    Ok(())
}
// ANCHOR_END: io_split_two_tasks

// ANCHOR: client_hangs_without_shutdown
#[tokio::test(start_paused = true)] // when nobody can go on, time jumps ahead
async fn client_hangs_without_shutdown() -> io::Result<()> {
    let (client, server) = io::duplex(64);
    tokio::spawn(async move {
        let (mut reader, mut writer) = io::split(server);
        io::copy(&mut reader, &mut writer).await
    });

    let (mut reader, mut writer) = io::split(client);
    writer.write_all(b"hello\r\n").await?;
    drop(writer);

    let mut echo = Vec::new();
    let patience = Duration::from_secs(60 * 60);
    let end = timeout(patience, reader.read_to_end(&mut echo)).await;
    assert!(end.is_err(), "an end after {patience:?}");
    assert_eq!(echo, b"hello\r\n");
    Ok(())
}
// ANCHOR_END: client_hangs_without_shutdown

// ANCHOR: stdout_shutdown_flushes_nothing
#[test]
fn stdout_shutdown_flushes_nothing() -> io::Result<()> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.max_blocking_threads(1).build()?;
    runtime.block_on(async {
        // The one thread that could write to standard output has to wait.
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || wait.recv());

        let mut stdout = io::stdout();
        stdout.write_all(b"held back\n").await?;
        let shut_down = poll_once(stdout.shutdown());
        assert!(shut_down.is_ready(), "`shutdown` waits");
        assert!(poll_once(stdout.flush()).is_pending());

        drop(go_on);
        stdout.flush().await
    })
}
// ANCHOR_END: stdout_shutdown_flushes_nothing

// ANCHOR: io_split_drop_keeps_open
#[tokio::test]
async fn io_split_drop_keeps_open() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let near = near.into_std()?;
    let mut same_socket = near.try_clone()?;

    let (_reader, mut writer) = io::split(TcpStream::from_std(near)?);
    writer.write_all(b"before, ").await?;
    drop(writer);

    // Had the socket been shut down, nothing could be sent any more.
    same_socket.write_all(b"after")?;
    let mut received = [0; 13];
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"before, after");
    Ok(())
}
// ANCHOR_END: io_split_drop_keeps_open

// ANCHOR: simplex_drop_sends_nothing
#[tokio::test]
async fn simplex_drop_sends_nothing() -> io::Result<()> {
    let (mut reader, writer) = io::simplex(64);
    drop(writer);
    assert!(poll_once(reader.read(&mut [0; 10])).is_pending());

    let (mut reader, mut writer) = io::simplex(64);
    writer.shutdown().await?;
    assert_eq!(reader.read(&mut [0; 10]).await?, 0);
    Ok(())
}
// ANCHOR_END: simplex_drop_sends_nothing

// ANCHOR: io_split_allocates
#[tokio::test]
async fn io_split_allocates() -> io::Result<()> {
    let (near, _far) = connected().await?;

    let (cost, _halves) = allocations(|| io::split(near));

    assert_eq!(cost.count_total, 1);
    Ok(())
}
// ANCHOR_END: io_split_allocates

// ANCHOR: tcp_split_free
#[tokio::test]
async fn tcp_split_free() -> io::Result<()> {
    let (mut near, _far) = connected().await?;

    let (cost, _halves) = allocations(|| near.split());

    assert_eq!(cost.count_total, 0);
    Ok(())
}
// ANCHOR_END: tcp_split_free

// ANCHOR: into_split_allocates
#[tokio::test]
async fn into_split_allocates() -> io::Result<()> {
    let (near, _far) = connected().await?;

    let (cost, _halves) = allocations(|| near.into_split());

    assert_eq!(cost.count_total, 1);
    Ok(())
}
// ANCHOR_END: into_split_allocates

// ANCHOR: tcp_split_drop_keeps_open
#[tokio::test]
async fn tcp_split_drop_keeps_open() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;

    {
        let (_reader, mut writer) = near.split();
        writer.write_all(b"before, ").await?;
    }

    // Had the socket been shut down, nothing could be sent any more.
    near.write_all(b"after").await?;
    let mut received = [0; 13];
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"before, after");
    Ok(())
}
// ANCHOR_END: tcp_split_drop_keeps_open

// ANCHOR: tcp_split_one_task
#[tokio::test]
async fn tcp_split_one_task() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let peer = async {
        far.read_exact(&mut [0; 8]).await?;
        far.write_all(b"answer").await
    };

    let (mut reader, mut writer) = near.split();
    let mut answer = [0; 6];
    let reading = reader.read_exact(&mut answer); // waits, and has not asked yet
    let writing = writer.write_all(b"question");

    let all = async { tokio::try_join!(reading, writing, peer) };
    let limit = Duration::from_secs(5);
    timeout(limit, all).await??;
    assert_eq!(&answer, b"answer");
    Ok(())
}
// ANCHOR_END: tcp_split_one_task

// ANCHOR: forgotten_half_sends_nothing
#[tokio::test]
async fn forgotten_half_sends_nothing() -> io::Result<()> {
    let (near, mut far) = connected().await?;

    let (reader, mut writer) = near.into_split();
    writer.write_all(b"before, ").await?;
    writer.forget();

    // Had the socket been shut down, nothing could be sent any more.
    assert_eq!(reader.as_ref().try_write(b"after")?, 5);
    let mut received = [0; 13];
    far.read_exact(&mut received).await?;
    assert_eq!(&received, b"before, after");
    Ok(())
}
// ANCHOR_END: forgotten_half_sends_nothing

// ANCHOR: into_split_drop_shuts_down
#[tokio::test]
async fn into_split_drop_shuts_down() -> io::Result<()> {
    let (near, mut far) = connected().await?;

    let (mut reader, mut writer) = near.into_split();
    writer.write_all(b"before").await?;
    drop(writer);

    let mut received = Vec::new();
    let limit = Duration::from_secs(5);
    timeout(limit, far.read_to_end(&mut received)).await??;
    assert_eq!(received, b"before");

    // The reading half is still open.
    far.write_all(b"after").await?;
    assert_eq!(reader.read(&mut [0; 10]).await?, 5);
    Ok(())
}
// ANCHOR_END: into_split_drop_shuts_down

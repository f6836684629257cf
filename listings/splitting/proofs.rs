//! Proofs of the claims about splitting a stream.

use std::io::Write;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{allocations, connected};

// ANCHOR: io_split_two_tasks
#[tokio::test]
async fn io_split_two_tasks() -> io::Result<()> {
    const BYTES: usize = 16 * 1024 * 1024; // more than the kernel buffers
    let (near, mut far) = connected().await?;
    let (mut reader, mut writer) = io::split(near);

    let sender = tokio::spawn(async move {
        writer.write_all(&vec![b'x'; BYTES]).await?;
        writer.shutdown().await
    });
    let receiver = tokio::spawn(async move {
        let mut echo = Vec::new();
        reader.read_to_end(&mut echo).await
    });

    let (mut far_reader, mut far_writer) = far.split();
    io::copy(&mut far_reader, &mut far_writer).await?;
    drop(far);
    sender.await??;
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

// ANCHOR: into_split_drop_shuts_down
#[tokio::test]
async fn into_split_drop_shuts_down() -> io::Result<()> {
    let (near, mut far) = connected().await?;

    let (mut reader, mut writer) = near.into_split();
    writer.write_all(b"before").await?;
    drop(writer);

    let mut received = Vec::new();
    far.read_to_end(&mut received).await?;
    assert_eq!(received, b"before");

    // The reading half is still open.
    far.write_all(b"after").await?;
    assert_eq!(reader.read(&mut [0; 10]).await?, 5);
    Ok(())
}
// ANCHOR_END: into_split_drop_shuts_down

//! Proofs of the claims about one connection that several tasks use.

#[allow(dead_code)] // `main`
#[path = "write-in-branch.rs"]
mod write_in_branch;
#[allow(dead_code)]
#[path = "writer-loop.rs"]
mod writer_loop;

use std::pin::pin;
use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::{Mutex, mpsc};
use tokio::task::{JoinSet, yield_now};
use tokio::time::timeout;

use crate::{allocations, connected, poll_once};
use write_in_branch::talk;
use writer_loop::write_loop;

const HOUR: Duration = Duration::from_secs(60 * 60);

// ANCHOR: branch_stops_reading
#[tokio::test(start_paused = true)]
async fn branch_stops_reading() -> io::Result<()> {
    let (near, mut peer) = io::duplex(64);
    let (sender, messages) = mpsc::channel(1);
    tokio::spawn(talk(near, messages, usize::MAX));

    sender.send(vec![b'x'; 65]).await.unwrap();
    yield_now().await; // now `talk` writes
    let speaking = timeout(HOUR, peer.write_all(&[b'y'; 1000])).await;
    assert!(speaking.is_err(), "all of it was read");

    peer.read_u8().await?; // room for the last byte
    timeout(HOUR, peer.write_all(&[b'y'; 1000])).await?
}
// ANCHOR_END: branch_stops_reading

// ANCHOR: branch_deadlock
#[tokio::test(start_paused = true)]
async fn branch_deadlock() {
    for room in [1, 7, 64, 1000] {
        let size = 2 * room + 1; // a peer may read `room` bytes first
        let (ann, bob) = io::duplex(room);
        let mut peers = JoinSet::new();
        for stream in [ann, bob] {
            let (sender, messages) = mpsc::channel(1);
            sender.try_send(vec![b'x'; size]).unwrap();
            peers.spawn(talk(stream, messages, size));
        }
        let over = timeout(HOUR, peers.join_next()).await;
        assert!(over.is_err(), "room for {room}: one of them got it all");
    }
}
// ANCHOR_END: branch_deadlock

// ANCHOR: lock_across_read
#[tokio::test]
async fn lock_across_read() -> io::Result<()> {
    let (near, mut far) = connected().await?;
    let stream = Mutex::new(near);
    let (reader, writer) = (&stream, &stream);

    let mut buffer = [0; 64];
    let mut read = pin!(async { reader.lock().await.read(&mut buffer).await });
    assert!(poll_once(read.as_mut()).is_pending());
    let mut write = pin!(async { writer.lock().await.write(b"hello").await });
    assert!(poll_once(write.as_mut()).is_pending());

    far.write_all(b"at last").await?;
    assert_eq!(read.await?, 7);
    assert_eq!(write.await?, 5);
    Ok(())
}
// ANCHOR_END: lock_across_read

// ANCHOR: lock_per_piece
#[tokio::test]
async fn lock_per_piece() -> io::Result<()> {
    async fn send(
        writer: &Mutex<DuplexStream>,
        pieces: [&[u8]; 2],
    ) -> io::Result<()> {
        for piece in pieces {
            writer.lock().await.write_all(piece).await?;
        }
        Ok(())
    }
    let (near, mut far) = io::duplex(1);
    let writer = Mutex::new(near);
    let mut received = [0; 8];
    tokio::try_join!(
        send(&writer, [b"(a", b"a)"]),
        send(&writer, [b"(b", b"b)"]),
        far.read_exact(&mut received),
    )?;
    assert_eq!(received.escape_ascii().to_string(), "(a(ba)b)");
    Ok(())
}
// ANCHOR_END: lock_per_piece

// ANCHOR: unbounded_queue
#[tokio::test]
async fn unbounded_queue() {
    let (mut near, _peer) = io::duplex(64); // who does not read
    let (sender, mut messages) = mpsc::unbounded_channel::<Vec<u8>>();
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            near.write_all(&message).await.unwrap();
        }
    });

    let mut held = 0;
    for _ in 0..1000 {
        yield_now().await; // the writer's turn
        let send = || sender.send(vec![b'x'; 1024]).is_ok();
        held += allocations(send).0.bytes_current;
    }
    assert!(held >= 900 * 1024, "{held} bytes");
}
// ANCHOR_END: unbounded_queue

// ANCHOR: reader_waits_for_queue
#[tokio::test(start_paused = true)]
async fn reader_waits_for_queue() {
    let (near, mut peer) = io::duplex(64);
    let (mut reader, writer) = io::split(near);
    let (sender, messages) = mpsc::channel(4);
    tokio::spawn(write_loop(writer, messages));
    tokio::spawn(async move {
        while let Ok(letter @ 1..) = reader.read_u8().await {
            sender.send((letter as char).into()).await.unwrap();
        }
    });

    // 64 bytes on each way, four in the queue, one in each loop.
    let sent = timeout(HOUR, peer.write_all(&[b'x'; 64 + 6 + 64])).await;
    assert!(sent.is_ok());
    let sent = timeout(HOUR, peer.write_all(b"x")).await;
    assert!(sent.is_err(), "it is still read");
}
// ANCHOR_END: reader_waits_for_queue

// ANCHOR: senders_gone
#[tokio::test(start_paused = true)]
async fn senders_gone() -> io::Result<()> {
    let (near, mut far) = io::duplex(4);
    let (sender, messages) = mpsc::channel(16);
    for n in 1..=16 {
        sender.send(format!("message {n}\n")).await.unwrap();
    }
    tokio::spawn(write_loop(near, messages));

    drop(sender);

    let mut received = String::new();
    timeout(HOUR, far.read_to_string(&mut received)).await??;
    assert_eq!(received.lines().count(), 16);
    assert!(received.ends_with("message 16\n"));
    Ok(())
}
// ANCHOR_END: senders_gone

// ANCHOR: writer_error
#[tokio::test(start_paused = true)]
async fn writer_error() {
    let (mut silent, _peer) = io::duplex(64);
    let (broken, _) = io::duplex(64);
    let (sender, messages) = mpsc::channel(4);
    for queued in ["one", "two", "three"] {
        sender.send(queued.into()).await.unwrap();
    }

    let both = async {
        let reading = silent.read_u8();
        let writing = write_loop(broken, messages);
        tokio::try_join!(reading, writing).unwrap_err()
    };
    let error = timeout(HOUR, both).await.expect("an error");
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    let refused = sender.send("four".into()).await.unwrap_err();
    assert_eq!(refused.0, "four");
}
// ANCHOR_END: writer_error

// ANCHOR: broadcast_lags
#[tokio::test]
async fn broadcast_lags() {
    let (sender, mut slow) = broadcast::channel(4);
    let mut fast = sender.subscribe();

    for n in 1..=10 {
        sender.send(n).unwrap();
        assert_eq!(fast.recv().await, Ok(n));
    }
    assert_eq!(slow.recv().await, Err(RecvError::Lagged(6)));
    for n in 7..=10 {
        assert_eq!(slow.recv().await, Ok(n));
    }
}
// ANCHOR_END: broadcast_lags

// ANCHOR: burst_is_full
#[tokio::test]
async fn burst_is_full() {
    let (near, mut far) = io::duplex(64);
    let (sender, messages) = mpsc::channel(16);
    tokio::spawn(write_loop(near, messages));
    tokio::spawn(async move { io::copy(&mut far, &mut io::sink()).await });

    let mut full = 0;
    for _ in 0..100 {
        full += usize::from(sender.try_send("hello".into()).is_err());
    }
    assert_eq!(full, 100 - 16);
}
// ANCHOR_END: burst_is_full

// ANCHOR: stalled_writer_stays
#[tokio::test(start_paused = true)]
async fn stalled_writer_stays() {
    let (near, _far) = io::duplex(4);
    let (sender, messages) = mpsc::channel(1);
    let mut writer = tokio::spawn(write_loop(near, messages));
    sender.send("hello".into()).await.unwrap();
    yield_now().await;

    drop(sender);
    assert!(timeout(HOUR, &mut writer).await.is_err(), "it has ended");

    writer.abort();
    assert!(writer.await.unwrap_err().is_cancelled());
}
// ANCHOR_END: stalled_writer_stays

// ANCHOR: dropped_handle
#[tokio::test]
async fn dropped_handle() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(4);

    let task = tokio::spawn(async move { near.write_all(b"all of it").await });
    drop(task);

    let mut received = String::new();
    far.read_to_string(&mut received).await?;
    assert_eq!(received, "all of it");

    let (mut near, mut far) = io::duplex(4);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.spawn(async move { near.write_all(b"all of it").await });
    tokio::task::spawn_blocking(|| drop(runtime)).await?;

    let mut received = String::new();
    far.read_to_string(&mut received).await?;
    assert!(received.len() <= 4); // the rest was dropped with its runtime
    Ok(())
}
// ANCHOR_END: dropped_handle

// ANCHOR: abort_cuts
#[tokio::test]
async fn abort_cuts() -> io::Result<()> {
    let mut buffer = [0; 64];
    for is_split in [false, true] {
        let (near, mut far) = io::duplex(4);
        let (reader, mut writer) = io::split(near);
        let kept = is_split.then_some(reader);
        let write = async move { writer.write_all(b"hello").await };
        let mut task = tokio::spawn(write);
        yield_now().await;

        task.abort();
        assert_eq!(far.read(&mut buffer).await?, 4);
        assert!(poll_once(far.read(&mut buffer)).is_pending());
        assert!((&mut task).await.unwrap_err().is_cancelled());
        match kept {
            None => assert_eq!(far.read(&mut buffer).await?, 0),
            Some(_) => assert!(poll_once(far.read(&mut buffer)).is_pending()),
        }
    }
    Ok(())
}
// ANCHOR_END: abort_cuts

// ANCHOR: join_set_aborts
#[tokio::test]
async fn join_set_aborts() -> io::Result<()> {
    let (mut near, mut far) = io::duplex(4);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { near.write_all(b"all of it").await });
    yield_now().await;

    drop(tasks);

    let mut received = String::new();
    far.read_to_string(&mut received).await?;
    assert_eq!(received, "all ");
    Ok(())
}
// ANCHOR_END: join_set_aborts

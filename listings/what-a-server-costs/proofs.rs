//! Proofs of the claims about what a server costs.

use std::io::{Read, Write};
#[cfg(unix)]
use std::os::unix::fs::FileExt;
use std::time::Duration;

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream,
};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::io::{InspectReader, InspectWriter};

use crate::tls::{both_sides, localhost};
use crate::{allocations, poll_once};

const KIB: usize = 1024;

// ANCHOR: echo
/// The loop of `echo-server`, with a buffer of `size` bytes.
async fn echo<S>(mut stream: S, size: usize) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = vec![0; size];
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n]).await?,
        }
    }
}
// ANCHOR_END: echo

// ANCHOR: clients
/// A runtime with one thread, and a listener in it.
fn one_thread() -> io::Result<(Runtime, TcpListener)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    Ok((runtime, listener))
}

/// Clients of `std`, and the server's ends of their connections.
async fn clients(
    listener: &TcpListener,
    count: usize,
) -> io::Result<(Vec<std::net::TcpStream>, Vec<TcpStream>)> {
    let (mut clients, mut accepted) = (Vec::new(), Vec::new());
    for _ in 0..count {
        clients.push(std::net::TcpStream::connect(listener.local_addr()?)?);
        accepted.push(listener.accept().await?.0);
    }
    Ok((clients, accepted))
}
// ANCHOR_END: clients

// ANCHOR: one_wait_for_many
#[test]
fn one_wait_for_many() -> io::Result<()> {
    let (runtime, listener) = one_thread()?;
    let waits = || runtime.metrics().worker_park_count(0);
    let (told, mut answered) = mpsc::unbounded_channel();
    runtime.block_on(async {
        let (mut asking, accepted) = clients(&listener, 64).await?;
        for stream in accepted {
            let told = told.clone();
            let tell = move |_: &[u8]| told.send(()).unwrap();
            tokio::spawn(echo(InspectWriter::new(stream, tell), 8 * KIB));
        }
        for (at_once, expected) in [(1, 60..200), (64, 1..16)] {
            let before = waits();
            for some in asking.chunks_mut(at_once) {
                some.iter_mut().try_for_each(|it| it.write_all(b"ask"))?;
                for _ in some {
                    answered.recv().await;
                }
            }
            assert!(expected.contains(&(waits() - before)), "{at_once}");
        }
        Ok(())
    })
}
// ANCHOR_END: one_wait_for_many

// ANCHOR: calls
/// The reads and writes of ten echoes, by a buffer of `size` or by `io::copy`.
async fn calls(length: usize, size: Option<usize>) -> io::Result<[usize; 2]> {
    let (mut near, far) = io::duplex(64 * KIB);
    let (reader, writer) = io::split(far);
    let (mut reads, mut writes) = (0, 0);
    let mut reader = InspectReader::new(reader, |bytes: &[u8]| {
        reads += usize::from(!bytes.is_empty()); // not the end
    });
    let mut writer = InspectWriter::new(writer, |_: &[u8]| writes += 1);
    let ask = async move {
        for _ in 0..10 {
            near.write_all(&vec![b'x'; length]).await?;
            near.read_exact(&mut vec![0; length]).await?;
        }
        Ok(())
    };
    let answer = async {
        match size {
            Some(size) => echo(io::join(reader, writer), size).await,
            None => io::copy(&mut reader, &mut writer).await.map(drop),
        }
    };
    tokio::try_join!(ask, answer)?;
    Ok([reads, writes])
}
// ANCHOR_END: calls

// ANCHOR: larger_buffer_same_request
#[tokio::test]
async fn larger_buffer_same_request() -> io::Result<()> {
    for (size, of_a_stream) in [
        (Some(KIB), 10 * 64),
        (Some(8 * KIB), 10 * 8),
        (None, 10 * 8), // `io::copy`
        (Some(64 * KIB), 10),
    ] {
        let request = 64;
        assert_eq!(calls(request, size).await?, [10; 2]);
        assert_eq!(calls(64 * KIB, size).await?, [of_a_stream; 2]);
    }
    Ok(())
}
// ANCHOR_END: larger_buffer_same_request

// ANCHOR: copy_holds_8_kib
#[test]
fn copy_holds_8_kib() {
    let (mut near, mut far) = io::duplex(64);
    let mut nowhere = io::sink();
    let mut copy = Box::pin(io::copy(&mut far, &mut nowhere));
    let mut turn = || allocations(|| poll_once(&mut copy)).0.bytes_current;

    assert_eq!(turn(), 8 * 1024); // not a byte has come
    for _ in 0..3 {
        assert!(poll_once(near.write_all(b"hello")).is_ready());
        assert_eq!(turn(), 0); // it waits, and holds them
    }
    drop(near);
    assert_eq!(turn(), -8 * 1024); // the end
}
// ANCHOR_END: copy_holds_8_kib

// ANCHOR: idle_is_a_buffer_and_a_task
#[test]
fn idle_is_a_buffer_and_a_task() -> io::Result<()> {
    for size in [KIB, 8 * KIB, 64 * KIB] {
        let (runtime, listener) = one_thread()?;
        let accept = async {
            let (clients, accepted) = clients(&listener, 50).await?;
            for stream in accepted {
                tokio::spawn(echo(stream, size));
            }
            for _ in 0..10 {
                tokio::task::yield_now().await; // all of them get to wait
            }
            Ok::<_, io::Error>(clients)
        };
        let (cost, clients) = allocations(|| runtime.block_on(accept));
        let each = cost.bytes_current as usize / clients?.len();
        assert!((size..size + KIB).contains(&each), "buffer of {size}");
    }
    Ok(())
}
// ANCHOR_END: idle_is_a_buffer_and_a_task

// ANCHOR: frugal
/// Echoes, and has a buffer only once there is something to read.
async fn frugal(mut stream: TcpStream, size: usize) -> io::Result<()> {
    loop {
        stream.readable().await?;
        let mut buffer = vec![0; size];
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => stream.write_all(&buffer[..n]).await?,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}
// ANCHOR_END: frugal

// ANCHOR: no_buffer_while_idle
#[test]
fn no_buffer_while_idle() -> io::Result<()> {
    let (runtime, listener) = one_thread()?;
    let serve = async {
        let (mut clients, accepted) = clients(&listener, 50).await?;
        for stream in accepted {
            tokio::spawn(frugal(stream, 64 * KIB));
        }
        let ask = move || {
            for client in &mut clients {
                client.write_all(b"ask")?;
                client.read_exact(&mut [0; 3])?; // and is silent then
            }
            Ok::<_, io::Error>(clients)
        };
        tokio::task::spawn_blocking(ask).await?
    };
    let (cost, clients) = allocations(|| runtime.block_on(serve));
    let each = cost.bytes_current as usize / clients?.len();
    assert!(each < KIB);
    Ok(())
}
// ANCHOR_END: no_buffer_while_idle

// ANCHOR: untouched_pages_are_not_there
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn untouched_pages_are_not_there() -> io::Result<()> {
    let pages = std::fs::File::open("/proc/self/pagemap")?;
    let is_there = |address: u64| {
        let mut entry = [0; 8]; // of a page of 4 KiB
        pages.read_exact_at(&mut entry, address / 4096 * 8)?;
        Ok::<_, io::Error>(entry[7] >= 0x80)
    };
    let mut buffer = Vec::<u8>::with_capacity(64 * KIB * KIB);
    let middle = buffer.as_ptr() as u64 + 32 * 1024 * 1024;
    assert!(!is_there(middle)?);

    buffer.resize(33 * KIB * KIB, b'x');
    assert!(is_there(middle)?);
    Ok(())
}
// ANCHOR_END: untouched_pages_are_not_there

// ANCHOR: kernel_holds_the_rest
#[cfg(target_os = "linux")]
#[tokio::test]
async fn kernel_holds_the_rest() -> io::Result<()> {
    for is_small in [false, true] {
        let (server, client) = (TcpSocket::new_v4()?, TcpSocket::new_v4()?);
        if is_small {
            server.set_recv_buffer_size(4096)?; // of what it accepts
            client.set_send_buffer_size(4096)?;
        }
        server.bind(([127, 0, 0, 1], 0).into())?;
        let listener = server.listen(1)?;
        let client = client.connect(listener.local_addr()?).await?;
        let (_does_not_read, _) = listener.accept().await?;

        client.writable().await?;
        let mut taken = 0;
        while let Ok(n) = client.try_write(&[b'x'; 1024]) {
            taken += n;
        }
        assert_eq!(taken < 64 * KIB, is_small);
    }
    Ok(())
}
// ANCHOR_END: kernel_holds_the_rest

// ANCHOR: bring
/// Brings each byte a second late.
async fn bring<R, W>(mut from: R, mut to: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let (sender, mut on_the_way) = mpsc::unbounded_channel();
    let send = async move {
        let mut buffer = [0; 4096];
        while let n @ 1.. = from.read(&mut buffer).await? {
            let due = Instant::now() + Duration::from_secs(1);
            let _ = sender.send((due, buffer[..n].to_vec()));
        }
        Ok(())
    };
    let arrive = async move {
        while let Some((due, bytes)) = on_the_way.recv().await {
            sleep_until(due).await;
            to.write_all(&bytes).await?;
        }
        Ok(())
    };
    tokio::try_join!(send, arrive).map(drop)
}
// ANCHOR_END: bring

// ANCHOR: far_away
/// Both ends of a connection whose round trip takes two seconds.
fn far_away() -> (DuplexStream, DuplexStream) {
    let (near, here) = io::duplex(16 * KIB);
    let (there, far) = io::duplex(16 * KIB);
    let ((hears, says), (reads, writes)) = (io::split(here), io::split(there));
    tokio::spawn(bring(hears, writes));
    tokio::spawn(bring(reads, says));
    (near, far)
}
// ANCHOR_END: far_away

// ANCHOR: tls_one_round_trip_more
#[tokio::test(start_paused = true)]
async fn tls_one_round_trip_more() -> io::Result<()> {
    let (acceptor, connector) = both_sides();
    let (mut near, far) = far_away();
    tokio::spawn(echo(far, 64));
    let begin = Instant::now();
    for seconds in [2, 4, 6] {
        near.write_all(&[b'x'; 64]).await?;
        near.read_exact(&mut [0; 64]).await?;
        assert_eq!(begin.elapsed().as_secs(), seconds);
    }

    let (near, far) = far_away();
    tokio::spawn(async move { echo(acceptor.accept(far).await?, 64).await });
    let begin = Instant::now();
    let mut near = connector.connect(localhost(), near).await?;
    for seconds in [4, 6, 8] {
        near.write_all(&[b'x'; 64]).await?;
        near.read_exact(&mut [0; 64]).await?;
        assert_eq!(begin.elapsed().as_secs(), seconds);
    }
    Ok(())
}
// ANCHOR_END: tls_one_round_trip_more

// ANCHOR: tls_reads_records
#[tokio::test]
async fn tls_reads_records() -> io::Result<()> {
    let (acceptor, connector) = both_sides();
    let (near, far) = io::duplex(64 * KIB);
    let (reader, writer) = io::split(far);
    let (mut reads, mut rounds) = (0, 0);
    let reader = InspectReader::new(reader, |_: &[u8]| reads += 1);
    let (mut near, mut far) = tokio::try_join!(
        connector.connect(localhost(), near),
        acceptor.accept(io::join(reader, writer)),
    )?;
    tokio::spawn(async move {
        near.write_all(&vec![b'x'; 1024 * KIB]).await?;
        near.shutdown().await
    });
    while far.read(&mut vec![0; 8 * KIB]).await? > 0 {
        rounds += 1;
    }
    drop(far);
    assert!(rounds >= 128 && reads < 128);
    Ok(())
}
// ANCHOR_END: tls_reads_records

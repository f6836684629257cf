//! Proofs of the claims about the loop of `read` and `write_all`.

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};

use crate::connected;

// ANCHOR: echo_stale_bytes
#[tokio::test]
async fn echo_stale_bytes() -> io::Result<()> {
    let (mut stream, mut peer) = connected().await?;
    tokio::spawn(async move {
        let mut buffer = vec![0; 1024];
        while stream.read(&mut buffer).await? > 0 {
            stream.write_all(&buffer).await?; // not `&buffer[..n]`
        }
        Ok::<_, io::Error>(())
    });
    let mut reply = [0; 1024];

    peer.write_all(b"my secret").await?;
    peer.read_exact(&mut reply).await?;

    peer.write_all(b"hi").await?;
    peer.read_exact(&mut reply).await?;
    assert_eq!(&reply[..9], b"hi secret");
    Ok(())
}
// ANCHOR_END: echo_stale_bytes

// ANCHOR: larger_buffer_fewer_reads
#[tokio::test]
async fn larger_buffer_fewer_reads() -> io::Result<()> {
    const KIB: usize = 1024;

    for (size, expected) in [(KIB, 64), (8 * KIB, 8), (64 * KIB, 1)] {
        let (mut peer, mut stream) = io::duplex(64 * KIB);
        peer.write_all(&[b'x'; 64 * KIB]).await?;
        drop(peer);

        let mut buffer = vec![0; size];
        let mut reads = 0;
        while stream.read(&mut buffer).await? > 0 {
            reads += 1;
        }
        assert_eq!(reads, expected);
    }
    Ok(())
}
// ANCHOR_END: larger_buffer_fewer_reads

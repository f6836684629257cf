//! Proofs of the claims about TLS streams.

use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{
    self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter,
    DuplexStream, ErrorKind,
};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};

use crate::{connected, poll_once};

const HOUR: Duration = Duration::from_secs(3600);

// ANCHOR: both_sides
pub fn both_sides() -> (TlsAcceptor, TlsConnector) {
    let names = ["localhost".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let certificate = made.cert.der().clone();
    let server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], made.signing_key.into());
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate).unwrap();
    let client = ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    (Arc::new(server.unwrap()).into(), Arc::new(client).into())
}

pub fn localhost() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}
// ANCHOR_END: both_sides

// ANCHOR: over
/// Both sides of a TLS connection over both sides of another.
async fn over<S: AsyncRead + AsyncWrite + Unpin>(
    (near, far): (S, S),
) -> io::Result<(client::TlsStream<S>, server::TlsStream<S>)> {
    let (acceptor, connector) = both_sides();
    let connecting = connector.connect(localhost(), near);
    tokio::try_join!(connecting, acceptor.accept(far))
}
// ANCHOR_END: over

// ANCHOR: drop_is_no_goodbye
#[tokio::test]
async fn drop_is_no_goodbye() -> io::Result<()> {
    for length in [0, 5, 20_000] {
        for is_cut in [false, true] {
            let (mut near, mut far) = over(connected().await?).await?;
            far.write_all(&vec![b'x'; length]).await?;
            far.flush().await?;
            if is_cut {
                far.get_mut().0.shutdown().await?; // a FIN, by whomever
            }
            drop(far);

            let mut all = Vec::new();
            for _ in 0..3 {
                let error = near.read_to_end(&mut all).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
            }
            assert_eq!(all.len(), length);
        }
    }
    Ok(())
}
// ANCHOR_END: drop_is_no_goodbye

// ANCHOR: half_close_over_tls
#[tokio::test]
async fn half_close_over_tls() -> io::Result<()> {
    for length in [0, 5, 20_000] {
        let (mut near, mut far) = over(io::duplex(50_000)).await?;
        near.write_all(&vec![b'?'; length]).await?;
        near.shutdown().await?;
        assert_eq!(far.read_to_end(&mut Vec::new()).await?, length);

        far.write_all(b"answer").await?;
        far.shutdown().await?;
        let mut answer = String::new();
        near.read_to_string(&mut answer).await?;
        assert_eq!(answer, "answer");
    }
    Ok(())
}
// ANCHOR_END: half_close_over_tls

// ANCHOR: tickets_reset
#[cfg(target_os = "linux")]
#[tokio::test]
async fn tickets_reset() -> io::Result<()> {
    for length in [100_000, 150_000, 200_000] {
        let (near, far) = connected().await?;
        socket2::SockRef::from(&near).set_send_buffer_size(400_000)?;
        socket2::SockRef::from(&far).set_recv_buffer_size(20_000)?;
        let (mut near, mut far) = over((near, far)).await?;

        near.write_all(&vec![b'x'; length]).await?;
        near.shutdown().await?;
        drop(near);

        let mut all = Vec::new();
        let error = far.read_to_end(&mut all).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert!(all.len() < length);
    }
    Ok(())
}
// ANCHOR_END: tickets_reset

// ANCHOR: without_tickets
#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_tickets() -> io::Result<()> {
    for length in [100_000, 150_000, 200_000] {
        let (acceptor, connector) = both_sides();
        let mut config = ServerConfig::clone(acceptor.config());
        config.send_tls13_tickets = 0;
        let acceptor = TlsAcceptor::from(Arc::new(config));

        let (near, far) = connected().await?;
        socket2::SockRef::from(&near).set_send_buffer_size(400_000)?;
        socket2::SockRef::from(&far).set_recv_buffer_size(20_000)?;
        let connecting = connector.connect(localhost(), near);
        let both = tokio::try_join!(connecting, acceptor.accept(far));
        let (mut near, mut far) = both?;

        near.write_all(&vec![b'x'; length]).await?;
        near.shutdown().await?;
        drop(near);
        assert_eq!(far.read_to_end(&mut Vec::new()).await?, length);
    }
    Ok(())
}
// ANCHOR_END: without_tickets

// ANCHOR: goodbye_for_goodbye
#[tokio::test]
async fn goodbye_for_goodbye() -> io::Result<()> {
    for length in [5, 200_000, 8_000_000] {
        let (mut near, mut far) = over(connected().await?).await?;
        let client = async {
            near.write_all(&vec![b'x'; length]).await?;
            near.shutdown().await?;
            near.read_to_end(&mut Vec::new()).await
        };
        let server = async {
            let length = far.read_to_end(&mut Vec::new()).await?;
            far.shutdown().await?;
            drop(far);
            Ok(length)
        };
        assert_eq!(tokio::try_join!(client, server)?, (0, length));
    }
    Ok(())
}
// ANCHOR_END: goodbye_for_goodbye

// ANCHOR: silent_peer_stops_loop
#[tokio::test(start_paused = true)]
async fn silent_peer_stops_loop() -> io::Result<()> {
    let (acceptor, connector) = both_sides();
    let (listener, mut accepted) = mpsc::channel::<DuplexStream>(2);
    tokio::spawn(async move {
        while let Some(stream) = accepted.recv().await {
            let _ = acceptor.accept(stream).await;
        }
    });

    let (silent, far) = io::duplex(4096);
    listener.send(far).await.unwrap();
    let (honest, far) = io::duplex(4096);
    listener.send(far).await.unwrap();

    let mut handshake = connector.connect(localhost(), honest);
    assert!(timeout(HOUR, &mut handshake).await.is_err());
    drop(silent);
    assert!(timeout(HOUR, &mut handshake).await.is_ok());
    Ok(())
}
// ANCHOR_END: silent_peer_stops_loop

// ANCHOR: handshake_errors
#[tokio::test]
async fn handshake_errors() -> io::Result<()> {
    let (acceptor, _) = both_sides();
    for (first, kind) in [
        (&b""[..], ErrorKind::UnexpectedEof),
        (b"\x16\x03\x01", ErrorKind::UnexpectedEof), // a handshake's first bytes
        (b"GET / HTTP/1.1\r\n\r\n", ErrorKind::InvalidData),
    ] {
        let (mut near, far) = io::duplex(4096);
        near.write_all(first).await?;
        near.shutdown().await?;
        let error = acceptor.accept(far).await.unwrap_err();
        assert_eq!(error.kind(), kind);
    }
    Ok(())
}
// ANCHOR_END: handshake_errors

// ANCHOR: handshake_refused
#[tokio::test]
async fn handshake_refused() -> io::Result<()> {
    let (acceptor, _) = both_sides();
    let (_, connector) = both_sides(); // trusts another certificate
    let (near, far) = connected().await?;
    let connecting = connector.connect(localhost(), near);
    let (client, server) = tokio::join!(connecting, acceptor.accept(far));
    for error in [client.map(drop), server.map(drop)] {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidData);
    }
    Ok(())
}
// ANCHOR_END: handshake_refused

// ANCHOR: handshake_reset
#[cfg(target_os = "linux")]
#[tokio::test]
async fn handshake_reset() -> io::Result<()> {
    let (acceptor, connector) = both_sides();
    let (near, far) = connected().await?;
    let mut connecting = connector.connect(localhost(), near);
    assert!(poll_once(&mut connecting).is_pending()); // has asked
    far.readable().await?;
    let mut accepting = acceptor.accept(far);
    assert!(poll_once(&mut accepting).is_pending()); // has answered
    connecting.get_ref().unwrap().readable().await?;

    drop(connecting);
    let error = accepting.await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    Ok(())
}
// ANCHOR_END: handshake_reset

// ANCHOR: held_back
#[tokio::test]
async fn held_back() -> io::Result<()> {
    for (room, flushes) in [(256, true), (1000, false), (20_000, true)] {
        let (mut near, mut far) = over(io::duplex(room)).await?;
        let mut taken = 0;
        while !near.get_ref().1.wants_write() {
            taken += near.write(b"hello").await?;
        }

        let mut all = vec![0; taken];
        let mut reading = Box::pin(far.read_exact(&mut all));
        assert!(poll_once(&mut reading).is_pending()); // has made room
        assert!(poll_once(near.read(&mut [0; 1])).is_pending());
        assert!(poll_once(&mut reading).is_pending());
        match flushes {
            true => near.flush().await?,
            false => near.write_all(b"!").await?,
        }
        reading.await?;
    }
    Ok(())
}
// ANCHOR_END: held_back

// ANCHOR: session_limit
#[tokio::test]
async fn session_limit() -> io::Result<()> {
    for room in [256, 1000, 20_000] {
        for piece in [1, 1000, 1_000_000] {
            let (mut near, _far) = over(io::duplex(room)).await?;
            let piece = vec![b'x'; piece];
            let mut records = 0;
            while let Poll::Ready(n) = poll_once(near.write(&piece)) {
                let n = n?;
                records += n + 22 * n.div_ceil(16_384);
            }
            let held = records - room;
            assert!((64 * 1024..65 * 1024).contains(&held), "{held}");
        }
    }
    Ok(())
}
// ANCHOR_END: session_limit

// ANCHOR: record_size
#[tokio::test]
async fn record_size() -> io::Result<()> {
    for (length, records) in [(1, 1), (100, 1), (16_384, 1), (16_385, 2)] {
        let (mut near, far) = over(io::duplex(100_000)).await?;
        near.write_all(&vec![b'x'; length]).await?;

        let (mut wire, _) = far.into_inner();
        drop(near);
        let on_the_wire = wire.read_to_end(&mut Vec::new()).await?;
        assert_eq!(on_the_wire, length + 22 * records);
    }
    Ok(())
}
// ANCHOR_END: record_size

// ANCHOR: socket_knows_records
#[tokio::test]
async fn socket_knows_records() -> io::Result<()> {
    let (mut near, mut far) = over(connected().await?).await?;
    near.write_all(b"hello").await?;

    let mut shown = [0; 1024];
    let n = far.get_ref().0.peek(&mut shown).await?;
    assert_eq!((n, shown[0]), (5 + 22, 23)); // 23: application data

    assert_eq!(far.read_u8().await?, b'h');
    let socket = far.get_ref().0;
    let none = socket.try_read(&mut shown).unwrap_err();
    assert_eq!(none.kind(), ErrorKind::WouldBlock);
    assert!(poll_once(socket.readable()).is_pending());

    let mut rest = [0; 4];
    far.read_exact(&mut rest).await?;
    assert_eq!(&rest, b"ello");
    Ok(())
}
// ANCHOR_END: socket_knows_records

// ANCHOR: read_may_be_dropped
#[tokio::test]
async fn read_may_be_dropped() -> io::Result<()> {
    for first in [1, 4, 5, 6, 26] {
        let (mut near, mut far) = over(io::duplex(4096)).await?;
        near.write_all(b"hello").await?;
        let (wire, _) = far.get_mut();
        let mut record = vec![0; 5 + 22];
        wire.read_exact(&mut record).await?; // and bring it in two pieces
        let (wire, _) = near.get_mut();
        wire.write_all(&record[..first]).await?;

        let mut buffer = [0; 16];
        let read = poll_once(far.read(&mut buffer));
        assert!(read.is_pending());
        near.get_mut().0.write_all(&record[first..]).await?;
        assert_eq!(far.read(&mut buffer).await?, 5);
        assert_eq!(&buffer[..5], b"hello");
    }
    Ok(())
}
// ANCHOR_END: read_may_be_dropped

// ANCHOR: split_over_tls
#[tokio::test(start_paused = true)]
async fn split_over_tls() -> io::Result<()> {
    let (near, mut far) = over(io::duplex(1024)).await?;
    let (mut reader, mut writer) = io::split(near);
    let sending = tokio::spawn(async move {
        writer.write_all(&[b'x'; 100_000]).await?;
        writer.flush().await // and drops it
    });
    far.read_exact(&mut [0; 100_000]).await?;
    sending.await??;

    assert!(timeout(HOUR, far.read_u8()).await.is_err()); // no end of stream
    far.write_all(b"answer").await?;
    let mut answer = [0; 6];
    reader.read_exact(&mut answer).await?;
    assert_eq!(&answer, b"answer");
    Ok(())
}
// ANCHOR_END: split_over_tls

// ANCHOR: narrow_handshake
#[tokio::test(start_paused = true)]
async fn narrow_handshake() {
    for (room, is_enough) in [(64, false), (128, false), (256, true)] {
        let both = over(io::duplex(room));
        assert_eq!(timeout(HOUR, both).await.is_ok(), is_enough);
    }
}
// ANCHOR_END: narrow_handshake

// ANCHOR: refusal_comes_with_a_read
#[tokio::test]
async fn refusal_comes_with_a_read() -> io::Result<()> {
    let names = ["localhost".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let certificate = made.cert.der().clone();
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate.clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder(trusted.clone().into());
    let server = ServerConfig::builder()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate], made.signing_key.into());
    let client = ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth(); // so it has no certificate to show
    let acceptor = TlsAcceptor::from(Arc::new(server.unwrap()));
    let connector = TlsConnector::from(Arc::new(client));

    let (near, far) = io::duplex(50_000);
    let connecting = connector.connect(localhost(), near);
    let (near, far) = tokio::join!(connecting, acceptor.accept(far));
    assert!(far.is_err());
    let error = near?.read(&mut [0; 8]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    Ok(())
}
// ANCHOR_END: refusal_comes_with_a_read

// ANCHOR: bufwriter_below
#[tokio::test]
async fn bufwriter_below() -> io::Result<()> {
    let (near, far) = io::duplex(50_000);
    let both = (BufWriter::new(near), BufWriter::new(far));
    let (mut near, mut far) = over(both).await?; // it flushes by itself
    let mut bytes = [0; 5];

    near.write_all(b"hello").await?;
    assert!(poll_once(far.read(&mut bytes)).is_pending());

    near.flush().await?; // both the session and the `BufWriter`
    far.read_exact(&mut bytes).await?;
    assert_eq!(&bytes, b"hello");
    Ok(())
}
// ANCHOR_END: bufwriter_below

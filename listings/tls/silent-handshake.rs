//! Does the handshake in the accept loop, then in a task, while a peer is silent.

use std::{error::Error, sync::Arc, time::Duration};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector, server::TlsStream};

fn both_sides() -> Result<(TlsAcceptor, TlsConnector), Box<dyn Error>> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = made.cert.der().clone();
    let server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], made.signing_key.into())?;
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate)?;
    let client = ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok((Arc::new(server).into(), Arc::new(client).into()))
}

async fn greet(mut stream: TlsStream<TcpStream>) -> io::Result<()> {
    stream.write_all(b"hello").await?;
    stream.shutdown().await
}

// ANCHOR: in_the_loop
async fn in_the_loop(door: TcpListener, tls: TlsAcceptor) -> io::Result<()> {
    loop {
        let (stream, _) = door.accept().await?;
        let stream = tls.accept(stream).await?; // ①
        tokio::spawn(greet(stream));
    }
}
// ANCHOR_END: in_the_loop

// ANCHOR: in_a_task
async fn in_a_task(door: TcpListener, tls: TlsAcceptor) -> io::Result<()> {
    loop {
        let (stream, peer) = door.accept().await?;
        let limit = Duration::from_secs(10);
        let handshake = timeout(limit, tls.accept(stream)); // ①
        tokio::spawn(async move {
            let served = async { greet(handshake.await??).await }; // ②
            if let Err(error) = served.await {
                eprintln!("{peer}: {error}");
            }
        });
    }
}
// ANCHOR_END: in_a_task

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (acceptor, connector) = both_sides()?;
    let name = ServerName::try_from("localhost")?;
    let mut silent = Vec::new();
    for place in ["in the loop", "in a task"] {
        let door = TcpListener::bind("127.0.0.1:0").await?;
        let address = door.local_addr()?;
        match place {
            "in the loop" => tokio::spawn(in_the_loop(door, acceptor.clone())),
            _ => tokio::spawn(in_a_task(door, acceptor.clone())),
        };
        silent.push(TcpStream::connect(address).await?);
        let honest = async {
            let stream = TcpStream::connect(address).await?;
            let mut stream = connector.connect(name.clone(), stream).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await?;
            io::Result::Ok(answer)
        };
        match timeout(Duration::from_secs(1), honest).await {
            Ok(answer) => println!("{place}: {:?}", answer?),
            Err(_) => println!("{place}: no answer within 1s"),
        }
    }
    Ok(())
}

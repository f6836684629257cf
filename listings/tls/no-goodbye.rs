//! Reads from a server that drops its TLS stream, and from one that shuts it down.

use std::error::Error;
use std::sync::Arc;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

// ANCHOR: both_sides
fn both_sides() -> Result<(TlsAcceptor, TlsConnector), Box<dyn Error>> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = made.cert.der().clone(); // ①

    let server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], made.signing_key.into())?;

    let mut trusted = RootCertStore::empty();
    trusted.add(certificate)?; // ②
    let client = ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth();

    Ok((Arc::new(server).into(), Arc::new(client).into()))
}
// ANCHOR_END: both_sides

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (acceptor, connector) = both_sides()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let name = ServerName::try_from("localhost")?;
    // ANCHOR: main
    let server = async {
        for says_goodbye in [false, true] {
            let (stream, _) = listener.accept().await?;
            let mut stream = acceptor.accept(stream).await?; // ①
            stream.write_all(b"hello").await?;
            stream.flush().await?;
            if says_goodbye {
                stream.shutdown().await?;
            }
        } // ②
        io::Result::Ok(())
    };
    let client = async {
        for _ in 0..2 {
            let stream = TcpStream::connect(address).await?;
            let mut stream = connector.connect(name.clone(), stream).await?;
            let mut answer = Vec::new();
            match stream.read_to_end(&mut answer).await {
                Ok(n) => println!("{n} bytes, and the end of stream"),
                Err(error) => println!("{} bytes, {error:?}", answer.len()),
            }
        }
        Ok(())
    };
    // ANCHOR_END: main
    tokio::try_join!(server, client)?;
    Ok(())
}

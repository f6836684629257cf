//! Asks over TLS through a pipe that has little room, with and without `flush`.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

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

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let (acceptor, connector) = both_sides()?;
    // ANCHOR: main
    for (length, flushes) in [(500, false), (5000, false), (5000, true)] {
        let (near, far) = io::duplex(1024); // ①
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let mut stream = BufReader::new(acceptor.accept(far).await?);
            stream.read_line(&mut String::new()).await?;
            stream.write_all(b"answer\n").await?;
            stream.flush().await
        });

        let name = ServerName::try_from("localhost")?;
        let mut stream = BufReader::new(connector.connect(name, near).await?);
        let question = "x".repeat(length) + "\n";
        stream.write_all(question.as_bytes()).await?;
        if flushes {
            stream.flush().await?;
        }
        let mut answer = String::new();
        let reading = stream.read_line(&mut answer);
        match timeout(Duration::from_secs(3600), reading).await {
            Ok(_) => println!("{length} bytes: {answer:?}"),
            Err(_) => println!("{length} bytes: no answer in an hour"),
        }
    }
    // ANCHOR_END: main
    Ok(())
}

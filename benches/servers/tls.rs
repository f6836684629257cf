//! A certificate for one run, and both sides' settings: TLS 1.3, with ring.

use std::sync::Arc;

use benches::run::{Result, Say};
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer,
};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

/// The server gets it on its command line: nobody else trusts it.
pub struct Certificate {
    pub certificate: String,
    pub key: String,
    pub client: Arc<ClientConfig>,
}

impl Certificate {
    pub fn make() -> Result<Self> {
        let made = rcgen::generate_simple_self_signed(["localhost".into()])
            .say("a certificate")?;
        let mut trusted = RootCertStore::empty();
        let certificate = made.cert.der();
        trusted.add(certificate.clone()).say("a certificate")?;
        let mut client = ClientConfig::builder()
            .with_root_certificates(trusted)
            .with_no_client_auth();
        // Each handshake is a whole one.
        client.resumption = Resumption::disabled();
        Ok(Self {
            certificate: hex(certificate),
            key: hex(made.signing_key.serialized_der()),
            client: Arc::new(client),
        })
    }
}

pub fn server(certificate: &str, key: &str) -> Result<ServerConfig> {
    let certificate = CertificateDer::from(bytes(certificate)?);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(bytes(key)?));
    ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .say("the certificate")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Result<Vec<u8>> {
    let pairs = (0..hex.len()).step_by(2);
    let byte = |at| {
        let pair = hex.get(at..at + 2).unwrap_or_default();
        u8::from_str_radix(pair, 16).say("not a number in hexadecimal")
    };
    pairs.map(byte).collect()
}

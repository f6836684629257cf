//! A connection of a client, plain or over TLS, that may be non-blocking.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;

use benches::run::{Result, Say};
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection};

use crate::LIMIT;

pub struct Connection {
    pub tcp: TcpStream,
    tls: Option<Box<ClientConnection>>,
}

impl Connection {
    /// With TLS it includes the handshake.
    pub fn open(
        address: SocketAddr,
        tls: Option<&Arc<ClientConfig>>,
    ) -> Result<Self> {
        let mut tcp = TcpStream::connect(address).say("connect")?;
        tcp.set_read_timeout(Some(LIMIT)).say("a limit")?;
        tcp.set_write_timeout(Some(LIMIT)).say("a limit")?;
        let Some(config) = tls else {
            return Ok(Self::plain(tcp));
        };
        let name = ServerName::try_from("localhost").say("a name")?;
        let mut tls = ClientConnection::new(config.clone(), name).say("TLS")?;
        while tls.is_handshaking() {
            tls.complete_io(&mut tcp).say("a handshake")?;
        }
        let tls = Some(Box::new(tls));
        Ok(Self { tcp, tls })
    }

    pub fn plain(tcp: TcpStream) -> Self {
        Self { tcp, tls: None }
    }

    /// Tells the peer that no more comes. May have to be called again.
    pub fn end(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
        self.flush()?;
        self.tcp.shutdown(Shutdown::Write)
    }

    /// What both sides agreed upon, if they use TLS.
    pub fn cipher_suite(&self) -> Option<String> {
        let suite = self.tls.as_ref()?.negotiated_cipher_suite()?;
        Some(format!("{:?}", suite.suite()))
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else {
            return self.tcp.read(buffer);
        };
        loop {
            match tls.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                result => return result,
            }
            tls.read_tls(&mut self.tcp)?;
            tls.process_new_packets().map_err(io::Error::other)?;
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.tls.is_none() {
            return self.tcp.write(bytes);
        }
        self.flush()?;
        let Some(tls) = &mut self.tls else {
            return Ok(0);
        };
        let n = tls.writer().write(bytes)?;
        match self.flush() {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
            _ => Ok(n),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        while let Some(tls) = &mut self.tls
            && tls.wants_write()
        {
            tls.write_tls(&mut self.tcp)?;
        }
        Ok(())
    }
}

use tokio::io::{self, AsyncRead, AsyncWrite};

fn main() {
    let (near, _far) = io::duplex(64);

    let _stream: Box<dyn AsyncRead + AsyncWrite> = Box::new(near);
}

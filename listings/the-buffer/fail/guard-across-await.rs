use std::sync::{Arc, Mutex};

use tokio::io::{self, AsyncReadExt};

#[tokio::main]
async fn main() -> io::Result<()> {
    let total = Arc::new(Mutex::new(0));
    let (mut stream, _peer) = io::duplex(64);

    tokio::spawn(async move {
        let mut total = total.lock().unwrap();
        *total += stream.read(&mut [0; 64]).await?;
        Ok::<_, io::Error>(())
    });

    Ok(())
}

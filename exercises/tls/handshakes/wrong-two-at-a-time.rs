//! Does no more than two handshakes at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::io;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

pub async fn handshakes<H, S>(
    mut accepted: mpsc::Receiver<H>,
    ready: mpsc::Sender<S>,
) -> io::Result<()>
where
    H: Future<Output = io::Result<S>> + Send + 'static,
    S: Send + 'static,
{
    let seats = Arc::new(Semaphore::new(2));
    while let Some(handshake) = accepted.recv().await {
        let seat = Arc::clone(&seats).acquire_owned().await;
        let ready = ready.clone();
        tokio::spawn(async move {
            let limit = Duration::from_secs(10);
            if let Ok(Ok(stream)) = timeout(limit, handshake).await {
                let _ = ready.send(stream).await;
            }
            drop(seat);
        });
    }
    Ok(())
}

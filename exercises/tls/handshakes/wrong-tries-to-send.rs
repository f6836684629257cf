//! Sends only what `ready` has room for.

use std::time::Duration;

use tokio::io;
use tokio::sync::mpsc;
use tokio::time::timeout;

pub async fn handshakes<H, S>(
    mut accepted: mpsc::Receiver<H>,
    ready: mpsc::Sender<S>,
) -> io::Result<()>
where
    H: Future<Output = io::Result<S>> + Send + 'static,
    S: Send + 'static,
{
    while let Some(handshake) = accepted.recv().await {
        let ready = ready.clone();
        tokio::spawn(async move {
            let limit = Duration::from_secs(10);
            if let Ok(Ok(stream)) = timeout(limit, handshake).await {
                let _ = ready.try_send(stream);
            }
        });
    }
    Ok(())
}

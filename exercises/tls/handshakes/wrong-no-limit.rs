//! Does each handshake in a task, without a limit.

use tokio::io;
use tokio::sync::mpsc;

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
            if let Ok(stream) = handshake.await {
                let _ = ready.send(stream).await;
            }
        });
    }
    Ok(())
}

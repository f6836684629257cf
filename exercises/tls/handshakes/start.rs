//! Carries out the handshakes of all who come.

use tokio::io;
use tokio::sync::mpsc;

/// Each handshake that `accepted` brings is of a peer that has just connected.
/// What comes of it goes to `ready`; who fails, or is late, is given up.
pub async fn handshakes<H, S>(
    mut accepted: mpsc::Receiver<H>,
    ready: mpsc::Sender<S>,
) -> io::Result<()>
where
    H: Future<Output = io::Result<S>> + Send + 'static,
    S: Send + 'static,
{
    while let Some(handshake) = accepted.recv().await {
        let stream = handshake.await?;
        let _ = ready.send(stream).await;
    }
    Ok(())
}

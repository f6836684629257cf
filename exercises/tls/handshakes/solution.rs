//! Carries out the handshakes of all who come.

use std::time::Duration;

use tokio::io;
use tokio::sync::mpsc;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(10);

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
        let ready = ready.clone();
        tokio::spawn(async move {
            match timeout(LIMIT, handshake).await {
                Ok(Ok(stream)) => drop(ready.send(stream).await),
                Ok(Err(error)) => eprintln!("no handshake: {error}"),
                Err(_) => eprintln!("no handshake within {LIMIT:?}"),
            }
        });
    }
    Ok(())
}

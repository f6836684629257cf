//! Aborts what is under way when nobody comes any more.

use std::time::Duration;

use tokio::io;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

pub async fn handshakes<H, S>(
    mut accepted: mpsc::Receiver<H>,
    ready: mpsc::Sender<S>,
) -> io::Result<()>
where
    H: Future<Output = io::Result<S>> + Send + 'static,
    S: Send + 'static,
{
    let mut tasks = JoinSet::new();
    while let Some(handshake) = accepted.recv().await {
        let ready = ready.clone();
        tasks.spawn(async move {
            let limit = Duration::from_secs(10);
            if let Ok(Ok(stream)) = timeout(limit, handshake).await {
                let _ = ready.send(stream).await;
            }
        });
    }
    Ok(())
}

//! Begins a limit for all who come while it runs.

use std::time::Duration;

use tokio::io;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

pub async fn handshakes<H, S>(
    mut accepted: mpsc::Receiver<H>,
    ready: mpsc::Sender<S>,
) -> io::Result<()>
where
    H: Future<Output = io::Result<S>> + Send + 'static,
    S: Send + 'static,
{
    loop {
        let mut tasks = JoinSet::new();
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let handshake = tokio::select! {
                handshake = accepted.recv() => handshake,
                () = sleep_until(end) => break,
            };
            let Some(handshake) = handshake else {
                return Ok(());
            };
            let ready = ready.clone();
            tasks.spawn(async move {
                if let Ok(stream) = handshake.await {
                    let _ = ready.send(stream).await;
                }
            });
        }
    }
}

//! Ends when a handshake takes too long.

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
    loop {
        tokio::select! {
            Some(handshake) = accepted.recv() => {
                tasks.spawn(timeout(Duration::from_secs(10), handshake));
            }
            Some(done) = tasks.join_next() => {
                if let Ok(stream) = done?? {
                    let _ = ready.send(stream).await;
                }
            }
            else => return Ok(()),
        }
    }
}

//! Waits for one connection, not for all.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    tokio::select! {
        _ = connections.join_next() => true,
        Some(()) = signals.recv() => {
            connections.shutdown().await;
            false
        }
    }
}

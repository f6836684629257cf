//! Waits for the connections that are left, and no longer than a second signal.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

/// Called after the first signal. Whether all connections have ended by
/// themselves. The sender of signals may be dropped: then none will come.
pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    let all = async { while connections.join_next().await.is_some() {} };
    let is_done = tokio::select! {
        biased;
        () = all => true,
        Some(()) = signals.recv() => false,
    };
    connections.shutdown().await;
    is_done
}

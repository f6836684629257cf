//! Waits for the connections that are left, and no longer than a second signal.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

/// Called after the first signal. Whether all connections have ended by
/// themselves. The sender of signals may be dropped: then none will come.
pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    let _ = signals; // your part
    while connections.join_next().await.is_some() {}
    true
}

//! Aborts the connections, and does not wait until they have ended.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    let all = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        () = all => true,
        Some(()) = signals.recv() => false, // drops the set, which aborts
    }
}

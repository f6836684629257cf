//! Takes a closed channel for a signal.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    let all = async { while connections.join_next().await.is_some() {} };
    let is_done = tokio::select! {
        () = all => true,
        _ = signals.recv() => false,
    };
    connections.shutdown().await;
    is_done
}

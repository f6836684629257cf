//! Leaves the connections running.

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;

pub async fn drain(
    mut connections: JoinSet<()>,
    signals: &mut Receiver<()>,
) -> bool {
    loop {
        tokio::select! {
            next = connections.join_next() => {
                if next.is_none() {
                    return true;
                }
            }
            Some(()) = signals.recv() => {
                connections.detach_all();
                return false;
            }
        }
    }
}

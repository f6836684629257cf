//! Returns while connections are still open.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::io::{self, AsyncRead, AsyncWrite};
use tokio::sync::mpsc::Receiver;

pub async fn serve<S>(mut connections: Receiver<S>) -> u64
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let total = Arc::new(AtomicU64::new(0));
    while let Some(stream) = connections.recv().await {
        let total = Arc::clone(&total);
        tokio::spawn(async move {
            let (mut reader, mut writer) = io::split(stream);
            let count = io::copy(&mut reader, &mut writer).await;
            total.fetch_add(count.unwrap_or(0), Relaxed);
        });
    }
    total.load(Relaxed)
}

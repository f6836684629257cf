//! Spawns a task, and then waits for it.

use tokio::io::{self, AsyncRead, AsyncWrite};
use tokio::sync::mpsc::Receiver;

pub async fn serve<S>(mut connections: Receiver<S>) -> u64
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut total = 0;
    while let Some(stream) = connections.recv().await {
        let (mut reader, mut writer) = io::split(stream);
        let echo = tokio::spawn(async move {
            tokio::task::yield_now().await;
            io::copy(&mut reader, &mut writer).await.unwrap_or(0)
        });
        total += echo.await.unwrap_or(0);
    }
    total
}

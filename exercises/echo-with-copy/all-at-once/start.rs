//! Echoes on every connection; returns how many bytes that were in all.

use tokio::io::{self, AsyncRead, AsyncWrite};
use tokio::sync::mpsc::Receiver;

pub async fn serve<S>(mut connections: Receiver<S>) -> u64
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let mut total = 0;
    while let Some(stream) = connections.recv().await {
        let (mut reader, mut writer) = io::split(stream);
        total += io::copy(&mut reader, &mut writer).await.unwrap_or(0);
    }
    total
}

//! Replaces what a file holds.

use std::io;
use std::path::Path;

use tokio::fs::File;
use tokio::io::AsyncWriteExt;

pub async fn save(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = File::create(path).await?;
    file.write_all(contents).await?;
    file.flush().await?;
    file.sync_all().await
}

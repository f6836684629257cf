//! Removes the old file before the new one has its name.

use std::io;
use std::path::Path;

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

pub async fn save(path: &Path, contents: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new).await?;
    file.write_all(contents).await?;
    file.flush().await?;
    file.sync_all().await?;
    fs::remove_file(path).await?;
    fs::rename(new, path).await
}

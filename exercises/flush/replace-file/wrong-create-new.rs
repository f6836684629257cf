//! Insists on a new file, and fails over one that was left behind.

use std::io;
use std::path::Path;

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

pub async fn save(path: &Path, contents: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create_new(&new).await?;
    file.write_all(contents).await?;
    file.flush().await?;
    file.sync_all().await?;
    fs::rename(new, path).await
}

//! Writes the file itself, in a single call.

use std::io;
use std::path::Path;

pub async fn save(path: &Path, contents: &[u8]) -> io::Result<()> {
    tokio::fs::write(path, contents).await
}

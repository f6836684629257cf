//! Prints a prompt through one handle of standard output, and flushes another.

use tokio::io::{self, AsyncWriteExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut one, mut two) = (io::stdout(), io::stdout());

    one.write_all(b"your name? ").await?;
    two.flush().await?;
    eprintln!("(two is flushed)"); // ①
    one.flush().await?;
    eprintln!("(one is flushed)");
    Ok(())
}
// ANCHOR_END: main

//! Copies standard input to standard output until the input ends.

use tokio::io;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let n = io::copy(&mut io::stdin(), &mut io::stdout()).await?;

    eprintln!("{n} bytes copied");
    Ok(())
}
// ANCHOR_END: main

//! Waits a tenth of a second for input, and returns from `main` either way.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt};
use tokio::time::timeout;

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut byte = [0; 1];
    let patience = Duration::from_millis(100);

    match timeout(patience, io::stdin().read(&mut byte)).await {
        Ok(result) => println!("{} bytes read", result?),
        Err(_) => println!("nothing came for {patience:?}"),
    }

    println!("main returns");
    Ok(())
}
// ANCHOR_END: main

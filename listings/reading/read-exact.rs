//! Reads `foo.txt` in pieces of exactly eight bytes.

use tokio::fs::File;
use tokio::io::{self, AsyncReadExt};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::open("foo.txt").await?;
    let mut buffer = [0; 8];

    loop {
        match file.read_exact(&mut buffer).await {
            Ok(_) => println!("{:?}", String::from_utf8_lossy(&buffer)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                println!("{error}"); // ①
                return Ok(());
            }
            Err(error) => return Err(error), // ②
        }
    }
}
// ANCHOR_END: main

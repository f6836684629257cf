use tokio::fs::File;
use tokio::io;

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut file = File::open("foo.txt").await?;
    let mut contents = Vec::new();

    let n = file.read_to_end(&mut contents).await?;

    println!("{n} bytes");
    Ok(())
}

use tokio::io::{self, AsyncWriteExt};

#[tokio::main]
async fn main() -> io::Result<()> {
    let (mut writer, _reader) = io::duplex(64);

    tokio::spawn(async move {
        writer.write_all(b"hello\r\n").await?;
        writer.write_all(b"world\r\n").await?;
        Ok(())
    });

    Ok(())
}

//! Receives lines from two writers of a FIFO, waits for a third, and leaves.

#[cfg(target_os = "linux")]
fn main() -> tokio::io::Result<()> {
    use std::time::{Duration, Instant};

    use rustix::fs::{CWD, Mode, mkfifoat};
    use tokio::fs;
    use tokio::io::{AsyncBufReadExt, BufReader};
    use tokio::net::unix::pipe::OpenOptions;
    use tokio::runtime::Runtime;
    use tokio::time::timeout;

    // ANCHOR: main
    mkfifoat(CWD, "foo.fifo", Mode::RUSR | Mode::WUSR)?;
    let runtime = Runtime::new()?;
    runtime.block_on(async {
        let fifo = OpenOptions::new()
            .read_write(true) // ①
            .open_receiver("foo.fifo")?; // ②
        let mut lines = BufReader::new(fifo).lines();
        for text in ["one\n", "two\n"] {
            fs::write("foo.fifo", text).await?; // ③
            println!("{:?}", lines.next_line().await?);
        }
        let third = timeout(Duration::from_millis(10), lines.next_line());
        println!("given up: {}", third.await.is_err());
        fs::remove_file("foo.fifo").await
    })?;

    let start = Instant::now();
    drop(runtime);
    let took = start.elapsed().as_secs_f64() * 1000.0;
    println!("leaving took {took:.1} ms");
    // ANCHOR_END: main
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this program makes its FIFO as Linux does");
}

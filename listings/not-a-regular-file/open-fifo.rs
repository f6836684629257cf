//! Opens a FIFO that nobody writes to, gives up, and tries to leave.

#[cfg(target_os = "linux")]
fn main() -> tokio::io::Result<()> {
    use std::fs;
    use std::time::{Duration, Instant};

    use rustix::fs::{CWD, Mode, mkfifoat};
    use tokio::fs::File;
    use tokio::runtime::Runtime;
    use tokio::time::timeout;

    // ANCHOR: main
    mkfifoat(CWD, "foo.fifo", Mode::RUSR | Mode::WUSR)?; // ①
    let runtime = Runtime::new()?;
    runtime.block_on(async {
        let limit = Duration::from_millis(10);
        let opened = timeout(limit, File::open("foo.fifo")).await;
        println!("given up: {}", opened.is_err());
    });
    fs::remove_file("foo.fifo")?;

    let start = Instant::now();
    runtime.shutdown_timeout(Duration::from_millis(50)); // ②
    let took = start.elapsed().as_secs_f64() * 1000.0;
    println!("leaving took {took:.1} ms");
    // ANCHOR_END: main
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this program makes its FIFO as Linux does");
}

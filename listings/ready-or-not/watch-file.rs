//! Waits for a change of a file, which is a descriptor unknown to Tokio.

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::io::Read;

    use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
    use tokio::io::unix::AsyncFd;
    use tokio::io::{self, Interest};

    // ANCHOR: watch
    /// Tells of changes. Several since the last call are told as one.
    pub struct Watch(AsyncFd<File>);

    impl Watch {
        pub fn new(path: &str) -> io::Result<Watch> {
            let changes = init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?; // ①
            add_watch(&changes, path, WatchFlags::CLOSE_WRITE)?; // ②
            let changes = File::from(changes);
            // SAFETY: a `File` owns its descriptor, and keeps it.
            Ok(Watch(unsafe { AsyncFd::register(changes) }?)) // ③
        }

        pub async fn changed(&self) -> io::Result<()> {
            let mut events = [0; 1024];
            let read = |mut file: &File| file.read(&mut events);
            self.0.async_io(Interest::READABLE, read).await?; // ④
            Ok(())
        }
    }
    // ANCHOR_END: watch
}

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> tokio::io::Result<()> {
    // ANCHOR: main
    std::fs::write("foo.txt", "hello")?;
    let watch = linux::Watch::new("foo.txt")?;
    let writing = tokio::spawn(tokio::fs::write("foo.txt", "good-bye"));
    watch.changed().await?;
    println!("foo.txt has changed");
    // ANCHOR_END: main
    writing.await?
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("inotify is a part of Linux");
}

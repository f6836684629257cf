//! Stops a save after each of its steps, and looks at the file.

use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::task::Poll;
use std::{env, fs, process, thread};

use tokio::runtime::Builder;

use crate::wire::{say, show};
use crate::{Verdict, judge, must};

const OLD: &[u8] = b"old contents";
const NEW: &[u8] = b"new contents";

pub fn check<F>(save: F) -> Verdict
where
    F: AsyncFn(&Path, &[u8]) -> io::Result<()> + Send + Sync + 'static,
{
    judge(|| checked(save))
}

async fn checked<F>(save: F) -> Verdict
where
    F: AsyncFn(&Path, &[u8]) -> io::Result<()> + Send + Sync,
{
    for steps in 0.. {
        let folder = Folder::new().map_err(|error| error.to_string())?;
        let file = folder.0.join("state.txt");
        fs::write(&file, OLD).map_err(|error| error.to_string())?;
        // Another name for the old file, which shows what becomes of that.
        let elsewhere = Folder::new().map_err(|error| error.to_string())?;
        let old = elsewhere.0.join("old.txt");
        fs::hard_link(&file, &old).map_err(|error| error.to_string())?;
        // A runtime inside another needs a thread of its own.
        let look = || fs::read(&file);
        let stopped = thread::scope(|scope| {
            let save = || stop_after(steps, save(&file, NEW), look);
            scope.spawn(save).join()
        });
        let Ok((stopped, holds)) = stopped else {
            return Err("Your function panicked; see above.".into());
        };
        match &holds {
            Err(_) => say(format!("stopped in step {steps}: no such file")),
            Ok(holds) if stopped.is_none() => say(format!(
                "stopped in step {steps}: the file holds {}",
                show(holds)
            )),
            Ok(holds) => say(format!("at the end, it holds {}", show(holds))),
        }
        must(
            holds.is_ok(),
            "There was a moment at which no file had the name. A program that \
             is ended then starts without its state. `rename` puts the new \
             file in the place of the old one, in a single step.",
        )?;
        let holds = holds.unwrap_or_default();
        must(
            holds == OLD || holds == NEW,
            "A program that was ended in this step has lost the old contents, \
             and has not got the new ones. `File::create` empties the file at \
             once. Write to another file in the same folder, and give it this \
             name when it is complete.",
        )?;
        if let Some(result) = stopped {
            must(
                fs::read(&old).is_ok_and(|old| old == OLD),
                "The new contents are in the old file itself, and a single \
                 call put them there. The check ends your function between two \
                 calls, but a program can also be ended within one. Within \
                 this one, the file is empty first, and then holds a part. \
                 Write to another file in the same folder, and give it this \
                 name when it is complete.",
            )?;
            let files = fs::read_dir(&folder.0).into_iter().flatten().count();
            must(result.is_ok(), format!("It failed: {result:?}."))?;
            must(
                holds == NEW,
                "You returned `Ok`, and the old file is there.",
            )?;
            must(
                files == 1,
                format!(
                    "The file is right, and there are {files} files in the \
                     folder. With each save there would be one more: leave \
                     nothing behind, or the next save fails over it."
                ),
            )?;
            return can_save_again(&save, steps);
        }
    }
    unreachable!("more steps than numbers")
}

/// Stops a save in each of its steps, and saves again in the same folder.
fn can_save_again<F>(save: &F, steps: usize) -> Verdict
where
    F: AsyncFn(&Path, &[u8]) -> io::Result<()> + Send + Sync,
{
    for step in 0..steps {
        let folder = Folder::new().map_err(|error| error.to_string())?;
        let file = folder.0.join("state.txt");
        fs::write(&file, OLD).map_err(|error| error.to_string())?;
        let again = thread::scope(|scope| {
            let twice = || {
                stop_after(step, save(&file, NEW), || ());
                stop_after(usize::MAX, save(&file, NEW), || ())
            };
            scope.spawn(twice).join()
        });
        let is_ok = matches!(again, Ok((Some(Ok(())), ())));
        must(
            is_ok,
            format!(
                "A program was ended in step {step}, and after its next start, \
                 saving fails. What the first attempt has left behind is in \
                 the way of the second: replace it."
            ),
        )?;
    }
    Ok(())
}

/// Polls so often, and looks. What has been begun in the last poll waits behind a
/// gate: so it is as if the program had been ended right before it.
fn stop_after<T, L>(
    steps: usize,
    future: impl Future<Output = T>,
    look: impl Fn() -> L,
) -> (Option<T>, L) {
    let (stopped, has_stopped) = channel::<()>();
    let runtime = Builder::new_current_thread()
        .max_blocking_threads(1)
        .on_thread_stop(move || {
            let _ = stopped.send(());
        })
        .build()
        .expect("a runtime");
    let mut left = steps;
    let mut gate = None;
    let mut future = Box::pin(future);
    let output = runtime.block_on(poll_fn(|context| {
        let (open, closed) = channel::<()>();
        // Returns when `open` is dropped.
        runtime.spawn_blocking(move || closed.recv());
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => {
                gate = Some(open);
                Poll::Ready(None)
            }
            Poll::Pending => {
                left -= 1;
                Poll::Pending
            }
        }
    }));
    let seen = look();
    drop(future);
    runtime.shutdown_background();
    drop(gate);
    let _ = has_stopped.recv(); // before the folder is removed
    (output, seen)
}

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Folder> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let name = format!("exercise-{}-{number}", process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

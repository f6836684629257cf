//! What it costs to read and to write a file in pieces.

use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::case::{
    Comparison, Count, MILLISECONDS, Threads, current_thread, pattern,
};
use crate::{reads, writes};

pub const SIZE: usize = 1 << 20;
pub const KIB: usize = 1 << 10;

pub fn comparisons() -> Vec<Comparison> {
    let each_mebibyte = Count {
        for_each: "MiB",
        in_one: 1.0,
        times: 1,
        processes: 1,
        threads: Threads::All,
    };
    vec![
        Comparison {
            id: "file-read",
            title: "How long it takes to open a file of 1 MiB that the kernel \
                    has in memory, and to read it in pieces.",
            unit: MILLISECONDS,
            count: Some(each_mebibyte),
            cases: reads::cases(),
        },
        Comparison {
            id: "file-write",
            title: "How long it takes to create a file, to write 1 MiB into \
                    it in pieces, and to flush: until the kernel has all, not \
                    the disk.",
            unit: MILLISECONDS,
            count: Some(each_mebibyte),
            cases: writes::cases(),
        },
    ]
}

/// A directory for one run, where files usually are.
pub struct Place {
    _directory: TempDir,
    pub path: PathBuf,
}

impl Place {
    pub fn empty() -> io::Result<Self> {
        let directory = tempfile::tempdir_in(folder())?;
        let path = directory.path().join("foo.txt");
        Ok(Self {
            _directory: directory,
            path,
        })
    }

    pub fn full() -> io::Result<Self> {
        let place = Self::empty()?;
        fs::write(&place.path, contents())?;
        Ok(place)
    }
}

pub fn contents() -> Vec<u8> {
    (0..SIZE as u64).map(pattern).collect()
}

/// The thread that reads or writes is there before.
pub fn on_runtime(
    times: u64,
    path: &Path,
    each: impl AsyncFn(&Path) -> io::Result<()>,
) -> io::Result<Duration> {
    current_thread()?.block_on(async {
        spawn_blocking(|| ()).await?;
        let start = Instant::now();
        for _ in 0..times {
            each(path).await?;
        }
        Ok(start.elapsed())
    })
}

/// Where no disk has a part in it, if there is such a place.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    match memory.is_dir() {
        true => memory,
        false => std::env::temp_dir(),
    }
}

/// What kind of file system it is, on Linux.
pub fn system() -> Option<String> {
    let here = folder().canonicalize().ok()?;
    let mounts = fs::File::open("/proc/self/mounts").ok()?;
    let mut best = None;
    for line in io::BufReader::new(mounts).lines() {
        let line = line.ok()?;
        let mut fields = line.split(' ').skip(1);
        let (place, kind) = (fields.next()?, fields.next()?);
        let depth = Path::new(place).components().count();
        let deeper = best.as_ref().is_none_or(|(most, _)| depth >= *most);
        if here.starts_with(place) && deeper {
            best = Some((depth, kind.to_owned()));
        }
    }
    best.map(|(_, kind)| kind)
}

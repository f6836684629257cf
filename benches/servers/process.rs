//! A server as a process, and what Linux says of it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, process, thread};

use benches::run::{Result, Say};
use nix::sys::signal::{Signal, kill};
use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::LIMIT;

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// Where strace writes, if it is the child, and the server is its child.
    counts: Option<PathBuf>,
}

impl Server {
    /// Returns once the server says where it listens.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let what = format!("cannot start {:?}", command.get_program());
        let mut child = command.spawn().say(&what)?;
        let stdout = child.stdout.take().ok_or("no standard output")?;
        let address = SocketAddr::from(([0; 4], 0));
        let counts = None;
        let mut server = Self {
            child,
            address,
            counts,
        };
        let (sender, line) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines();
            let _ = sender.send(lines.next());
            lines.for_each(drop); // so that it never writes into a full pipe
        });
        let line = match line.recv_timeout(LIMIT).say(&what)? {
            Some(line) => line.say(&what)?,
            None => return Err(format!("{what}: it ended")),
        };
        server.address = line
            .strip_prefix("listening on ")
            .and_then(|address| address.parse().ok())
            .ok_or_else(|| format!("{what}: it said {line:?}"))?;
        Ok(server)
    }

    /// Runs it under strace, which counts its system calls, and slows it down.
    pub fn start_counted(command: &Command) -> Result<Self> {
        let name = format!("servers-{}.strace", process::id());
        let counts = env::temp_dir().join(name);
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-c", "--summary-columns=calls,name", "-o"])
            .arg(&counts)
            .arg(command.get_program())
            .args(command.get_args());
        let mut server = Self::start(strace)?;
        server.counts = Some(counts);
        Ok(server)
    }

    /// Kills the server, and returns what it called, and how many times.
    pub fn counts(mut self) -> Result<Vec<(String, u64)>> {
        let path = self.counts.take().ok_or("it was not counted")?;
        self.kill_counted()?;
        self.child.wait().say("strace")?;
        let text = read(&path)?;
        fs::remove_file(&path).say(&path.display().to_string())?;
        let row = |line: &str| {
            let (calls, name) = line.trim().split_once(' ')?;
            Some((name.trim().to_string(), calls.parse().ok()?))
        };
        let mut rows: Vec<_> = text.lines().filter_map(row).collect();
        // It also tells of calls that the end has cut short: `PID ???( ...`.
        let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
        rows.retain(|(name, _)| name.chars().all(is_name) && name != "total");
        if rows.is_empty() {
            return Err(format!("strace has counted nothing: {text}"));
        }
        Ok(rows)
    }

    fn kill_counted(&self) -> Result<()> {
        let id = self.child.id();
        let path = format!("/proc/{id}/task/{id}/children");
        let server = read(path.as_ref())?;
        let server = server.split_whitespace().next().unwrap_or_default();
        let server = server.parse().say("the child of strace")?;
        kill(Pid::from_raw(server), Signal::SIGKILL).say("kill")
    }

    /// What its threads have taken of the processors so far.
    pub fn processor_time(&self) -> Result<Duration> {
        let id = i32::try_from(self.child.id()).say("its number")?;
        let clock = clock_getcpuclockid(Pid::from_raw(id));
        let time = clock.and_then(|clock| clock.now());
        Ok(time.say("its processor time")?.into())
    }

    /// The memory that it has in use, in bytes.
    pub fn resident(&self) -> Result<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = read(path.as_ref())?;
        let rss = text.lines().find_map(|line| line.strip_prefix("Rss:"));
        let kib = rss.and_then(|rss| rss.trim().strip_suffix(" kB"));
        let kib = kib.and_then(|kib| kib.parse::<u64>().ok());
        Ok(kib.ok_or_else(|| format!("{path} has no Rss"))? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // If strace were killed first, the server would stay.
        if let Some(counts) = &self.counts {
            let _ = self.kill_counted();
            let _ = self.child.wait();
            let _ = fs::remove_file(counts);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the buffers of all TCP sockets of this machine take, in bytes.
pub fn socket_buffers() -> Result<u64> {
    let path = Path::new("/proc/net/sockstat");
    let text = read(path)?;
    let tcp = text.lines().find_map(|line| line.strip_prefix("TCP:"));
    let pages = tcp.and_then(|tcp| tcp.rsplit_once(" mem "));
    let pages = pages.and_then(|(_, pages)| pages.trim().parse::<u64>().ok());
    let pages = pages.ok_or_else(|| format!("{} is odd", path.display()))?;
    Ok(pages * rustix::param::page_size() as u64)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).say(&path.display().to_string())
}

/// Allows this process, and those that it starts, that many open files.
/// Returns what is allowed then.
pub fn allow_files(wanted: u64) -> Result<u64> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let allowed = current.unwrap_or(u64::MAX);
    if allowed >= wanted {
        return Ok(allowed);
    }
    let new = Rlimit {
        current: Some(wanted),
        maximum,
    };
    setrlimit(Resource::Nofile, new).say(&format!(
        "needs {wanted} open files, but is allowed {allowed} (ulimit -n), and \
         cannot raise that beyond {maximum:?}"
    ))?;
    Ok(wanted)
}

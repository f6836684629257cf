//! A server as a process, and what Linux says of it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::{LIMIT, Result, Say};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Returns once the server says where it listens.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let what = format!("cannot start {command:?}");
        let mut child = command.spawn().say(&what)?;
        let stdout = child.stdout.take().ok_or("no standard output")?;
        let address = SocketAddr::from(([0; 4], 0));
        let mut server = Self { child, address };
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

    /// What its threads have taken of the processors so far.
    pub fn processor_time(&self) -> Result<Duration> {
        let text = self.read("stat")?;
        // The name, in parentheses, may contain anything.
        let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
        let fields: Vec<_> = fields.split_whitespace().collect();
        let ticks = |at: usize| -> Option<u64> { fields.get(at)?.parse().ok() };
        let ticks = ticks(11).zip(ticks(12)).ok_or("/proc/PID/stat is odd")?;
        let each = 1000 / rustix::param::clock_ticks_per_second().max(1);
        Ok(Duration::from_millis((ticks.0 + ticks.1) * each))
    }

    /// The memory that it has in use, in bytes.
    pub fn resident(&self) -> Result<u64> {
        let text = self.read("smaps_rollup")?;
        let rss = text.lines().find_map(|line| line.strip_prefix("Rss:"));
        let kib = rss.and_then(|rss| rss.trim().strip_suffix(" kB"));
        let kib = kib.and_then(|kib| kib.parse::<u64>().ok());
        Ok(kib.ok_or("/proc/PID/smaps_rollup has no Rss")? * 1024)
    }

    fn read(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.child.id());
        fs::read_to_string(&path).say(&path)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

//! Starts programs, takes them along when it goes, and never waits for ever.

use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use process_wrap::std::{ChildWrapper, CommandWrap};

/// The longest that any single wait may take.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Where the path of a folder is handed to the tests, in which each program
/// that they start leaves its name.
pub(crate) const STARTED: &str = "PROOFREAD_STARTED";

/// The executable of `name`, a program of the package that is tested.
///
/// It is looked for where cargo has put the running test, so that a folder that
/// was moved tests itself.
pub fn program(name: &str) -> PathBuf {
    if let Some(folder) = env::var_os(STARTED) {
        fs::write(PathBuf::from(folder).join(name), "").expect(STARTED);
    }
    profile().join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A file or folder of that name for what the checks keep from run to run.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let package = env::var_os("CARGO_PKG_NAME").unwrap_or_default();
    let folder = profile().join("proofread").join(package);
    fs::create_dir_all(&folder).expect("a folder beside the executables");
    folder.join(name)
}

/// Where cargo puts executables, `target/debug` for example.
pub(crate) fn profile() -> PathBuf {
    let test = env::current_exe().expect("the path of this test");
    test.ancestors()
        .nth(2)
        .expect("target/debug/deps")
        .to_owned()
}

/// The cargo that runs this test, in the folder of a package.
///
/// What cargo has told this test about its own package is not passed on: a build
/// script that asks for it, as that of ring does, would run in each test run.
pub(crate) fn cargo(folder: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder);
    for (name, _) in env::vars_os() {
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if own
            .iter()
            .any(|own| name.to_string_lossy().starts_with(own))
        {
            command.env_remove(name);
        }
    }
    command
}

/// A process, killed with all that it has started when this is dropped.
///
/// On Linux it also ends when the process that started it ends, however that
/// came about; on Windows, too.
pub struct Process {
    child: Box<dyn ChildWrapper>,
    /// What it prints on standard output, and on standard error if that does
    /// not come separately.
    pub output: Lines,
}

impl Process {
    /// Starts `command` with nothing on its standard input.
    pub fn start(command: Command) -> io::Result<Process> {
        Process::start_with(command, Stdio::null())
    }

    /// The same; what is written to the pipe is its standard input.
    pub fn start_with_input(
        command: Command,
    ) -> io::Result<(Process, PipeWriter)> {
        let (stdin, writer) = io::pipe()?;
        Ok((Process::start_with(command, stdin.into())?, writer))
    }

    fn start_with(mut command: Command, stdin: Stdio) -> io::Result<Process> {
        let (output, stdout) = io::pipe()?;
        command
            .stdin(stdin)
            .stderr(stdout.try_clone()?)
            .stdout(stdout);
        Process::spawn(command, output)
    }

    /// The same; what it prints on standard error comes separately.
    pub fn start_apart(mut command: Command) -> io::Result<(Process, Lines)> {
        let (output, stdout) = io::pipe()?;
        let (errors, stderr) = io::pipe()?;
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        Ok((Process::spawn(command, output)?, Lines::of(errors)))
    }

    fn spawn(command: Command, output: PipeReader) -> io::Result<Process> {
        Ok(Process {
            child: start_to_end_with_this_process(command)?,
            output: Lines::of(output),
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended, for at most `limit`.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return Some(status);
            }
            if start.elapsed() >= limit {
                return None;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends it, and all that it has started.
    pub fn kill(&mut self) {
        let _ = self.child.start_kill();
        self.wait(LIMIT);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The lines that a process prints, as they come.
pub struct Lines(Receiver<String>);

impl Lines {
    /// Reads lines from a pipe in the background.
    pub fn of(reader: PipeReader) -> Lines {
        let (sender, lines) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(reader).split(b'\n');
            for line in lines.map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Lines(lines)
    }

    /// The next line; `None` after the last, or if none comes within `limit`.
    pub fn next(&self, limit: Duration) -> Option<String> {
        self.0.recv_timeout(limit).ok()
    }

    /// All that come within `limit`, and whether that was the last of them.
    pub fn rest(&self, limit: Duration) -> (Vec<String>, bool) {
        let start = Instant::now();
        let mut lines = Vec::new();
        loop {
            let left = limit.saturating_sub(start.elapsed());
            match self.0.recv_timeout(left) {
                Ok(line) if !left.is_zero() => lines.push(line),
                Ok(_) => return (lines, false),
                Err(error) => {
                    use std::sync::mpsc::RecvTimeoutError::Disconnected;
                    return (lines, error == Disconnected);
                }
            }
        }
    }
}

type Started = io::Result<Box<dyn ChildWrapper>>;

/// Linux ends a process that is marked so when the *thread* that has started it
/// ends. So one thread starts them all, and it ends with this process.
fn start_to_end_with_this_process(command: Command) -> Started {
    type Order = (Command, Sender<Started>);
    static STARTER: LazyLock<Mutex<Sender<Order>>> = LazyLock::new(|| {
        let (sender, orders) = channel::<Order>();
        thread::spawn(move || {
            for (command, started) in orders {
                let _ = started.send(start(command));
            }
        });
        Mutex::new(sender)
    });
    let (sender, started) = channel();
    STARTER.lock().unwrap().send((command, sender)).unwrap();
    started.recv().unwrap()
}

fn start(command: Command) -> Started {
    // The command keeps its ends of the pipes until it is dropped here.
    let mut command = CommandWrap::from(command);
    #[cfg(target_os = "linux")]
    // SAFETY: between fork and exec, only a system call is made.
    unsafe {
        use nix::sys::{prctl::set_pdeathsig, signal::Signal::SIGKILL};
        use std::os::unix::process::CommandExt;
        let command = command.command_mut();
        command.pre_exec(|| Ok(set_pdeathsig(SIGKILL)?));
    }
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command.spawn()
}

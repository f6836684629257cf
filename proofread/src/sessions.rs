//! Replays the terminal sessions of a page, and compares what they print.
//!
// ANCHOR: rules
//! What differs from run to run is compared by these rules, and no others:
//! - port: the server's real port counts as 6142, the one on the pages;
//! - peer: any other port of 127.0.0.1 counts as `PORT`;
//! - line break: `\r\n` counts as `\n`, as a terminal shows it;
//! - system error: elsewhere than on Linux, of `Os { .. }` only the kind counts.
// ANCHOR_END: rules

use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use tempfile::TempDir;

/// What a page may run besides the programs of the book.
const TOOLS: [&str; 7] = ["cat", "echo", "ls", "nc", "printf", "rm", "tr"];

/// Where the programs of the book listen and connect if nobody says where.
const ADDRESS: &str = "127.0.0.1:6142";
const HOST: &str = "127.0.0.1:";
const PORT: &str = "6142";

/// The longest that any single wait may take.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Replays a page from top to bottom, and returns what is not as it says.
///
/// No command may run longer than `limit`, and no server be silent for longer.
/// A command that is a line of `ci_script` runs in CI, not here.
pub fn replay(page: &str, limit: Duration, ci_script: &str) -> Vec<String> {
    let text = fs::read_to_string(page)
        .unwrap_or_else(|error| panic!("cannot read {page}: {error}"));
    let steps = steps(&text);

    let closed = closed_port();
    let mut session = Session {
        page,
        limit,
        directory: tempfile::tempdir().unwrap(),
        port: closed.local_addr().unwrap().port().to_string(),
        server: None,
        complaints: Vec::new(),
    };
    for step in &steps {
        let mut ci_lines = ci_script.lines().map(str::trim);
        if step.command.is_empty() {
            session.complain(step, "a console block starts with a `$ command`");
        } else if ci_lines.any(|line| line == step.command) {
            if !step.output.is_empty() {
                session.complain(step, "CI runs this, and compares no output");
            }
        } else if step.is_server() {
            session.stop_server();
            session.start_server(step);
        } else {
            session.run(step);
        }
    }
    session.stop_server();
    session.complaints
}

/// While this lives, nobody can listen on its local port: there, whoever
/// connects is refused.
fn closed_port() -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    TcpStream::connect(listener.local_addr().unwrap()).unwrap()
}

/// A command, and what the page says it prints.
struct Step<'a> {
    line: usize,
    command: &'a str,
    output: Vec<&'a str>,
}

impl Step<'_> {
    /// Whether this starts a server, and not one that fails at once.
    fn is_server(&self) -> bool {
        let first = self.output.first().copied().unwrap_or_default();
        let source = program(self.command).and_then(|(name, _)| source(name));
        source.is_some_and(|source| source.contains("listening on "))
            && !first.starts_with("Error: ")
    }
}

/// Every command in the `console` blocks of a page.
fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut in_console = false;
    let mut first = true;
    let events = Parser::new_ext(page, Options::all()).into_offset_iter();
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                in_console = language.starts_with("console");
                first = true;
            }
            Event::Text(_) if in_console => {
                let above = page[..range.start].matches('\n').count();
                for (line, text) in (above + 1..).zip(page[range].lines()) {
                    match (text.strip_prefix("$ "), steps.last_mut()) {
                        (None, Some(step)) if !first => step.output.push(text),
                        (command, _) => steps.push(Step {
                            line,
                            command: command.unwrap_or_default(),
                            output: Vec::new(),
                        }),
                    }
                    first = false;
                }
            }
            _ => in_console = false,
        }
    }
    steps
}

/// A page on the way through its steps.
struct Session<'a> {
    page: &'a str,
    limit: Duration,
    directory: TempDir,
    /// What a command gets for 6142.
    port: String,
    server: Option<(&'a Step<'a>, Running)>,
    complaints: Vec<String>,
}

impl<'a> Session<'a> {
    fn complain(&mut self, step: &Step, what: &str) {
        let (page, line) = (self.page, step.line);
        self.complaints.push(format!("{page}:{line}: {what}"));
    }

    /// Runs a command to its end, in a shell as a reader does.
    fn run(&mut self, step: &Step) {
        let calls = step.command.split(" | ").map(|call| self.for_shell(call));
        let script = match calls.collect::<Result<Vec<_>, _>>() {
            // Some shells make way for their last command. Now that is `exit`,
            // and the output ends when the command has ended, not before.
            Ok(calls) => calls.join(" | ") + "\nexit",
            Err(what) => return self.complain(step, &what),
        };
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);

        let mut running = Running::start(shell, &self.directory);
        if running.wait(usize::MAX, self.limit) {
            self.compare(step, &running.printed);
        } else {
            running.kill_group();
            let (command, limit) = (step.command, self.limit);
            let what = format!("`{command}` still runs after {limit:?}");
            self.complain(step, &what);
        }
    }

    /// A call with the executable in place of cargo, with the real port, and
    /// with the server's process in place of `$(pgrep SERVER)`.
    fn for_shell(&self, call: &str) -> Result<String, String> {
        if let Some((limit, call)) = limited(call) {
            return Ok(format!("({limit}; {})", self.for_shell(call)?));
        }
        let tool = call.split(' ').next().unwrap_or_default();
        if TOOLS.contains(&tool) {
            return Ok(call.replace(PORT, &self.port));
        }
        match program(call) {
            Some((name, _)) if source(name).is_none() => {
                Err(format!("the book has no program `{name}`"))
            }
            Some((name, arguments)) => {
                let path = executable(name);
                let arguments = arguments.replace(PORT, &self.port);
                let arguments = self.with_process(&arguments)?;
                Ok(format!("'{}' {arguments}", path.display()))
            }
            None => Err(format!("nobody replays `{call}`, nor does CI run it")),
        }
    }

    /// Arguments with the server's process id in place of `$(pgrep SERVER)`.
    fn with_process(&self, arguments: &str) -> Result<String, String> {
        let Some((before, rest)) = arguments.split_once("$(pgrep ") else {
            return Ok(arguments.to_owned());
        };
        let (name, after) = rest.split_once(')').unwrap_or((rest, ""));
        match &self.server {
            Some((step, running))
                if program(step.command).is_some_and(|(n, _)| n == name) =>
            {
                Ok(format!("{before}{}{after}", running.child.id()))
            }
            _ => Err(format!("no server `{name}` runs here")),
        }
    }

    /// Starts a server on a free port, and returns when it listens.
    fn start_server(&mut self, step: &'a Step) {
        let (name, arguments) = program(step.command).unwrap();
        let arguments = arguments.replace(PORT, "0");
        let mut command = Command::new(executable(name));
        if let Some((limit, _)) = limited(step.command) {
            command = Command::new("sh");
            command.args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")]);
            command.arg(executable(name));
        }
        command.args(arguments.split_whitespace());

        let mut running = Running::start(command, &self.directory);
        running.wait(1, LIMIT);
        let first = running.printed.first();
        if let Some((_, port)) = first.and_then(|line| line.split_once(HOST)) {
            self.port = port.to_owned();
        }
        self.server = Some((step, running));
    }

    /// Stops the server once it has printed as much as the page shows.
    fn stop_server(&mut self) {
        let Some((step, mut running)) = self.server.take() else {
            return;
        };
        running.wait(step.output.len(), self.limit);
        let _ = running.child.kill();
        running.wait(usize::MAX, LIMIT);
        self.compare(step, &running.printed);
    }

    fn compare(&mut self, step: &Step, printed: &[String]) {
        let page = step.output.iter().map(|line| comparable(line, PORT));
        let program = printed.iter().map(|line| comparable(line, &self.port));
        if page.clone().ne(program.clone()) {
            let what = "prints (+) not what the page shows (-)";
            let mut what = format!("`{}` {what}", step.command);
            what.extend(page.map(|line| format!("\n    - {line}")));
            what.extend(program.map(|line| format!("\n    + {line}")));
            self.complain(step, &what);
        }
    }
}

/// A process, and what it has printed so far on either of its outputs.
struct Running {
    child: Child,
    output: Receiver<String>,
    printed: Vec<String>,
}

impl Running {
    fn start(mut command: Command, directory: &TempDir) -> Running {
        let (reader, writer) = io::pipe().unwrap();
        let child = command
            .current_dir(directory)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(writer.try_clone().unwrap())
            .stderr(writer)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start {command:?}: {error}")
            });

        let (lines, output) = channel();
        thread::spawn(move || {
            for line in BufReader::new(reader).split(b'\n') {
                let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
                if lines.send(line).is_err() {
                    return;
                }
            }
        });
        Running {
            child,
            output,
            printed: Vec::new(),
        }
    }

    /// Waits for so many lines or the end, and returns whether it came in time.
    fn wait(&mut self, lines: usize, limit: Duration) -> bool {
        let start = Instant::now();
        while self.printed.len() < lines {
            let left = limit.saturating_sub(start.elapsed());
            match self.output.recv_timeout(left) {
                Ok(line) if !left.is_zero() => self.printed.push(line),
                Err(RecvTimeoutError::Disconnected) => return true,
                _ => return false,
            }
        }
        true
    }

    /// Ends a shell and all that it has started.
    fn kill_group(&mut self) {
        let kill = format!("kill -KILL -{}", self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        assert!(self.wait(usize::MAX, LIMIT), "cannot do `{kill}`");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program of the book that a call runs, and its arguments. A program that
/// takes an address gets one, also where the call relies on the default.
fn program(call: &str) -> Option<(&str, String)> {
    let call = limited(call).map_or(call, |(_, call)| call);
    let call = call.strip_prefix("cargo run -q --bin ")?;
    let (name, arguments) = call.split_once(' ').unwrap_or((call, ""));
    let arguments = arguments.strip_prefix("-- ").unwrap_or(arguments);
    let none = arguments.is_empty() || arguments.starts_with(['<', '>']);
    let takes_one = source(name).is_some_and(|source| source.contains(ADDRESS));
    Some(match none && takes_one {
        true => (name, format!("{ADDRESS} {arguments}")),
        false => (name, arguments.to_owned()),
    })
}

/// The parts of `(ulimit -n 24; CALL)`, which limits the files it may open.
fn limited(call: &str) -> Option<(&str, &str)> {
    let inner = call.strip_prefix('(')?.strip_suffix(')')?;
    inner.split_once("; ").filter(|(limit, _)| {
        let files = limit.strip_prefix("ulimit -n ").unwrap_or_default();
        files.parse::<u32>().is_ok()
    })
}

/// The source of a program of the book.
fn source(name: &str) -> Option<String> {
    let listings = fs::read_dir("listings").unwrap();
    listings.flatten().find_map(|listing| {
        fs::read_to_string(listing.path().join(format!("{name}.rs"))).ok()
    })
}

/// Where cargo has put a program of the book.
fn executable(name: &str) -> PathBuf {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    Path::new(env!("CARGO_BIN_EXE_echo-server")).with_file_name(file)
}

/// A line of output, without what may differ from run to run.
fn comparable(line: &str, server: &str) -> String {
    let mut parts = line.trim_end_matches('\r').split(HOST);
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let port = part.strip_suffix(rest).unwrap_or_default();
        let port = if port == server { PORT } else { "PORT" };
        line += &format!("{HOST}{port}{rest}");
    }
    if cfg!(target_os = "linux") {
        line
    } else {
        only_the_kind(&line).unwrap_or(line)
    }
}

/// Other systems number and word their errors differently.
pub fn only_the_kind(line: &str) -> Option<String> {
    let (before, error) = line.split_once("Os { code: ")?;
    let (_, error) = error.split_once(", kind: ")?;
    let (kind, error) = error.split_once(", message: ")?;
    let (_, after) = error.split_once("\" }")?;
    Some(format!("{before}Os {{ kind: {kind} }}{after}"))
}

//! Replays the terminal sessions of a page, and compares what they print.
//!
// ANCHOR: rules
//! What differs from run to run is compared by these rules, and no others:
//! - port: the server's real port counts as the one on the pages;
//! - peer: any other port of that host counts as `PORT`;
//! - measured: a number with a decimal point before a unit of time or rate
//!   (`44.1 ms`, `1.5 GiB/s`) counts as any other such number; without the point,
//!   as in `200ms`, it was chosen, and does not vary;
//! - line break: `\r\n` counts as `\n`, as a terminal shows it.
// ANCHOR_END: rules

use std::io;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::book::Book;
use crate::page::Page;
use crate::process::{LIMIT, Process};

pub fn has_any(page: &Page) -> bool {
    !steps(page).is_empty()
}

/// Why this machine cannot replay a page, if it cannot.
pub fn obstacle(book: &Book, page: &Page) -> Option<String> {
    let steps = steps(page);
    if !cfg!(target_os = "linux") {
        return Some("sessions are replayed on Linux".into());
    }
    for (tool, maker) in book.settings.tools {
        let mut calls = steps.iter().flat_map(|it| it.command.split(" | "));
        if calls.any(|call| call.split(' ').next() == Some(tool)) {
            let help = Command::new(tool).arg("-h").output();
            let help = help.map(|it| [it.stdout, it.stderr].concat());
            let help = help.unwrap_or_default();
            if !String::from_utf8_lossy(&help).contains(maker) {
                return Some(format!("{maker}'s `{tool}` is not installed"));
            }
        }
    }
    None
}

/// What is not as a page says, and the page as it would have to be.
pub struct Replayed {
    pub complaints: Vec<String>,
    pub text: String,
}

/// Replays a page from top to bottom.
///
/// No command may run longer than `limit`, and no server be silent for longer.
/// A command that is a line of the book's CI script runs in CI, not here.
pub fn replay(book: &Book, page: &Page, limit: Duration) -> Replayed {
    let (host, port) = book.settings.address.split_at(
        book.settings
            .address
            .rfind(':')
            .map_or(0, |colon| colon + 1),
    );
    let ci_script = book.settings.ci_script;
    let ci_script = ci_script.and_then(|file| book.source(file));
    let ci_script = ci_script.map(|it| it.text).unwrap_or_default();
    let steps = steps(page);
    let closed = closed_port().expect("a free port");
    let mut session = Session {
        book,
        page,
        limit,
        host,
        shown_port: port,
        directory: tempfile::tempdir().expect("a temporary directory"),
        port: closed.local_addr().expect("its port").port().to_string(),
        server: None,
        complaints: Vec::new(),
        changes: Vec::new(),
    };
    for step in &steps {
        let mut ci_lines = ci_script.lines().map(str::trim);
        if step.command.is_empty() {
            session.complain(step, "a console block starts with a `$ command`");
        } else if ci_lines.any(|line| line == step.command) {
            if !step.output.is_empty() {
                session.complain(step, "CI runs this, and compares no output");
            }
        } else if session.is_server(step) {
            session.stop_server();
            session.start_server(step);
        } else {
            session.run(step);
        }
    }
    session.stop_server();

    let lines = page.text.split_inclusive('\n').map(str::to_owned);
    let mut lines = Vec::from_iter(lines);
    session.changes.sort_by_key(|(lines, _)| lines.start);
    for (old, new) in session.changes.into_iter().rev() {
        lines.splice(old, new);
    }
    Replayed {
        complaints: session.complaints,
        text: lines.concat(),
    }
}

/// Writes into each page what its commands print now.
pub fn write(book: &Book) -> io::Result<()> {
    for page in book.pages.iter().chain(&book.documents) {
        if has_any(page) && obstacle(book, page).is_none() {
            let text = replay(book, page, LIMIT).text;
            crate::write(&page.path, &text)?;
        }
    }
    Ok(())
}

/// While this lives, nobody can listen on its local port: there, whoever
/// connects is refused.
fn closed_port() -> io::Result<TcpStream> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    TcpStream::connect(listener.local_addr()?)
}

/// A command, and what the page says it prints.
struct Step<'a> {
    command: &'a str,
    output: Vec<&'a str>,
    /// Where it stands among the lines of the page, counted from 0.
    line: usize,
    /// What stands before it there, in a list or a quotation.
    indent: &'a str,
}

impl Step<'_> {
    fn lines(&self) -> Range<usize> {
        let first = self.line + 1;
        first..first + self.output.len()
    }
}

/// Every command in the `console` blocks of a page.
fn steps(page: &Page) -> Vec<Step<'_>> {
    let mut steps: Vec<Step> = Vec::new();
    let blocks = page.elements.iter();
    for block in blocks.filter(|block| block.info() == Some("console")) {
        let above = page.text[..block.range.start].matches('\n').count();
        for (n, text) in block.text.lines().enumerate() {
            match (text.strip_prefix("$ "), steps.last_mut()) {
                (None, Some(step)) if n > 0 => step.output.push(text),
                (command, _) => steps.push(Step {
                    command: command.unwrap_or_default(),
                    output: Vec::new(),
                    line: above + 1 + n,
                    indent: indent(page, above + 1 + n),
                }),
            }
        }
    }
    steps
}

fn indent(page: &Page, line: usize) -> &str {
    let line = page.text.lines().nth(line).unwrap_or_default();
    line.split_once("$ ").map_or("", |(indent, _)| indent)
}

/// A page on the way through its steps.
struct Session<'a> {
    book: &'a Book,
    page: &'a Page,
    limit: Duration,
    host: &'a str,
    shown_port: &'a str,
    directory: TempDir,
    /// What a command gets for the port that the page shows.
    port: String,
    server: Option<(&'a Step<'a>, Process, Vec<String>)>,
    complaints: Vec<String>,
    /// Lines of the page, and what would have to stand there.
    changes: Vec<(Range<usize>, Vec<String>)>,
}

impl<'a> Session<'a> {
    fn complain(&mut self, step: &Step, what: &str) {
        let (page, line) = (&self.page.path, step.line + 1);
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
        let process = self.start(shell);
        match process.output.rest(self.limit) {
            (printed, true) => self.compare(step, printed),
            _ => {
                let (command, limit) = (step.command, self.limit);
                let what = format!("`{command}` still runs after {limit:?}");
                self.complain(step, &what);
            }
        }
    }

    /// A call with the executable in place of cargo, with the real port, and
    /// with the server's process in place of `$(pgrep SERVER)`.
    fn for_shell(&self, call: &str) -> Result<String, String> {
        if let Some((limit, call)) = limited(call) {
            return Ok(format!("({limit}; {})", self.for_shell(call)?));
        }
        let tool = call.split(' ').next().unwrap_or_default();
        if self
            .book
            .settings
            .tools
            .iter()
            .any(|(name, _)| *name == tool)
        {
            return Ok(self.with_port(call, &self.port));
        }
        match self.called(call) {
            Some((name, _)) if self.source(name).is_none() => {
                Err(format!("the book has no program `{name}`"))
            }
            _ if is_option_of_cargo(call) => Err(format!(
                "`{call}` gives cargo an option, which nobody replays; write \
                 `-- ` before the arguments of a program"
            )),
            Some((name, arguments)) => {
                let path = self.book.executable(name).display().to_string();
                let path = path.replace('\'', r"'\''");
                let arguments = self.with_port(&arguments, &self.port);
                let arguments = self.with_process(&arguments)?;
                Ok(format!("'{path}' {arguments}"))
            }
            None => Err(format!("nobody replays `{call}`, nor does CI run it")),
        }
    }

    /// A call with `port` in place of the one that the page shows.
    fn with_port(&self, call: &str, port: &str) -> String {
        match self.shown_port {
            "" => call.to_owned(),
            shown => call.replace(shown, port),
        }
    }

    /// Arguments with the server's process id in place of `$(pgrep SERVER)`.
    fn with_process(&self, arguments: &str) -> Result<String, String> {
        let Some((before, rest)) = arguments.split_once("$(pgrep ") else {
            return Ok(arguments.to_owned());
        };
        let (name, after) = rest.split_once(')').unwrap_or((rest, ""));
        match &self.server {
            Some((step, process, _))
                if self.called(step.command).is_some_and(|c| c.0 == name) =>
            {
                Ok(format!("{before}{}{after}", process.id()))
            }
            _ => Err(format!("no server `{name}` runs here")),
        }
    }

    /// The program of the book that a call runs, and its arguments. A program
    /// that takes an address gets one, also where it relies on the default.
    fn called<'c>(&self, call: &'c str) -> Option<(&'c str, String)> {
        let call = limited(call).map_or(call, |(_, call)| call);
        let call = call.strip_prefix("cargo run -q --bin ")?;
        let (name, arguments) = call.split_once(' ').unwrap_or((call, ""));
        let arguments = arguments.strip_prefix("-- ").unwrap_or(arguments);
        let none =
            arguments.is_empty() || arguments.starts_with(['<', '>', '-']);
        let address = self.book.settings.address;
        let takes_one =
            self.source(name).is_some_and(|it| it.contains(address));
        Some(match none && takes_one && !address.is_empty() {
            true => (name, format!("{address} {arguments}")),
            false => (name, arguments.to_owned()),
        })
    }

    /// The source of a program of the book.
    fn source(&self, name: &str) -> Option<String> {
        let mut programs = self.book.programs.iter();
        let program = programs.find(|program| program.name == name)?;
        Some(self.book.source(&program.path)?.text)
    }

    /// Whether this starts a server, and not one that fails at once.
    fn is_server(&self, step: &Step) -> bool {
        let word = self.book.settings.listening;
        let first = step.output.first();
        let fails = first.is_some_and(|line| line.starts_with("Error: "));
        let source = self.called(step.command);
        let source = source.and_then(|(name, _)| self.source(name));
        !word.is_empty()
            && !fails
            && !is_option_of_cargo(step.command)
            && source.is_some_and(|source| source.contains(word))
    }

    /// Starts a server on a free port, and returns when it listens.
    fn start_server(&mut self, step: &'a Step) {
        let (name, arguments) = self.called(step.command).expect("a program");
        let arguments = self.with_port(&arguments, "0");
        let mut command = Command::new(self.book.executable(name));
        if let Some((limit, _)) = limited(step.command) {
            command = Command::new("sh");
            command.args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")]);
            command.arg(self.book.executable(name));
        }
        command.args(arguments.split_whitespace());
        let process = self.start(command);
        let printed = Vec::from_iter(process.output.next(LIMIT));
        let first = printed.first();
        if let Some((_, port)) = first.and_then(|it| it.split_once(self.host)) {
            let end = port.find(|c: char| !c.is_ascii_digit());
            self.port = port[..end.unwrap_or(port.len())].to_owned();
        }
        self.server = Some((step, process, printed));
    }

    /// Stops the server once it has printed as much as the page shows.
    fn stop_server(&mut self) {
        let Some((step, mut process, mut printed)) = self.server.take() else {
            return;
        };
        while printed.len() < step.output.len()
            && let Some(line) = process.output.next(self.limit)
        {
            printed.push(line);
        }
        process.kill();
        printed.extend(process.output.rest(LIMIT).0);
        self.compare(step, printed);
    }

    fn start(&self, mut command: Command) -> Process {
        command.current_dir(&self.directory).env("LC_ALL", "C");
        let name = command.get_program().to_owned();
        Process::start(command)
            .unwrap_or_else(|error| panic!("cannot start {name:?}: {error}"))
    }

    fn compare(&mut self, step: &Step, printed: Vec<String>) {
        let shown = step.output.iter();
        let shown = shown.map(|line| self.comparable(line, self.shown_port));
        let real = printed.iter();
        let real = real.map(|line| self.comparable(line, &self.port));
        if shown.clone().ne(real.clone()) {
            let what = "prints (+) not what the page shows (-)";
            let mut what = format!("`{}` {what}", step.command);
            what.extend(shown.map(|line| format!("\n    - {line}")));
            what.extend(real.map(|line| format!("\n    + {line}")));
            self.complain(step, &what);
            let address = format!("{}{}", self.host, self.port);
            let text = &self.page.text;
            let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let new = printed.iter().map(|line| {
                let line = line.trim_end_matches('\r');
                let line = line.replace(&address, self.book.settings.address);
                format!("{}{line}{end}", step.indent)
            });
            self.changes.push((step.lines(), new.collect()));
        }
    }

    /// A line of output, without what may differ from run to run.
    fn comparable(&self, line: &str, server: &str) -> String {
        let line = &without_measures(line.trim_end_matches('\r'));
        if self.host.is_empty() {
            return line.to_owned();
        }
        let mut parts = line.split(self.host);
        let mut line = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let port = part.strip_suffix(rest).unwrap_or_default();
            let port = if [server, self.shown_port].contains(&port) {
                self.shown_port
            } else {
                "PORT"
            };
            line += &format!("{}{port}{rest}", self.host);
        }
        line
    }
}

/// A line with `N.N` for each number that was measured.
fn without_measures(line: &str) -> String {
    let mut masked = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let is_part = |c: char| c.is_ascii_digit() || c == '.';
        let end = number.find(|c| !is_part(c)).unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let unit = after.trim_start_matches(' ');
        let end = unit.find(|c: char| !c.is_alphanumeric() && c != '/');
        let unit = &unit[..end.unwrap_or(unit.len())];
        let is_unit =
            ["ns", "µs", "ms", "s"].contains(&unit) || unit.ends_with("/s");
        let point = number.split('.').count() == 2 && !number.ends_with('.');
        masked += before;
        masked += if is_unit && point { "N.N" } else { number };
        rest = after;
    }
    masked + rest
}

/// Whether what follows the name of a program is for cargo.
fn is_option_of_cargo(call: &str) -> bool {
    let call = limited(call).map_or(call, |(_, call)| call);
    let call = call.strip_prefix("cargo run -q --bin ").unwrap_or_default();
    let arguments = call.split_once(' ').map_or("", |(_, it)| it.trim_start());
    arguments.starts_with('-') && !arguments.starts_with("-- ")
}

/// The parts of `(ulimit -n 24; CALL)`, which limits the files it may open.
fn limited(call: &str) -> Option<(&str, &str)> {
    let inner = call.strip_prefix('(')?.strip_suffix(')')?;
    inner.split_once("; ").filter(|(limit, _)| {
        let files = limit.strip_prefix("ulimit -n ").unwrap_or_default();
        files.parse::<u32>().is_ok()
    })
}

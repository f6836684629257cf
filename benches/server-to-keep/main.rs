//! Compares two line servers of the book with a raw epoll loop and with a thread
//! for each connection, all of them doing the same work. On Linux only.
//!
//! ```text
//! cargo bench -p benches                   # measures, writes server-to-keep.md
//! cargo bench -p benches -- --smoke        # shows that it works, in seconds
//! cargo bench -p benches -- --rounds 9 --milliseconds 200   # writes nothing
//! cargo bench -p benches -- epoll 127.0.0.1:6142       # serves; or: threads
//! ```

#[cfg(not(target_os = "linux"))]
compile_error!("this benchmark needs Linux: epoll, and /proc");

mod dialogue;
mod epoll;
mod load;
mod process;
mod report;
mod threads;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fmt, fs};

use load::Sample;
use process::Server;

/// The programs of the book that are compared: the first step, which has no
/// limits, and the last one.
const FIRST: &str = "open-door";
const LAST: &str = "server-to-keep";

/// Of the servers here, with its end.
const LONGEST_LINE: usize = 64 * 1024;
/// For whatever should not take long.
const LIMIT: Duration = Duration::from_secs(10);
/// How far epoll may differ from itself, in percent.
const TOLERANCE: f64 = 5.0;
const CONNECTIONS: [usize; 2] = [64, 1000];
const CONTROL: &str = "epoll once more, the control";

/// The message says what, where and why, in one line.
type Result<T> = std::result::Result<T, String>;

trait Say<T> {
    fn say(self, what: &str) -> Result<T>;
}

impl<T, E: fmt::Display> Say<T> for std::result::Result<T, E> {
    fn say(self, what: &str) -> Result<T> {
        self.map_err(|error| format!("{what}: {error}"))
    }
}

struct Plan {
    rounds: usize,
    time: Duration,
    /// Whether the figures are worth being looked at, and being kept.
    smoke: bool,
    write: bool,
}

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| *argument != "--bench")
        .collect();
    let (status, result) = match arguments[..] {
        [kind @ ("epoll" | "threads"), address] => (1, serve(kind, address)),
        _ => match plan(&arguments) {
            Ok(plan) => (1, compare(&plan)),
            Err(error) => (2, Err(error)),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("server-to-keep: {error}");
            ExitCode::from(status)
        }
    }
}

fn plan(mut arguments: &[&str]) -> Result<Plan> {
    // Many short rounds: what else the machine does hits all servers alike.
    let (rounds, time) = (31, Duration::from_millis(500));
    let mut plan = Plan {
        rounds,
        time,
        smoke: false,
        write: true,
    };
    while let Some((name, rest)) = arguments.split_first() {
        plan.write = false;
        arguments = rest;
        if *name == "--smoke" {
            let time = Duration::from_millis(200);
            plan = Plan {
                rounds: 1,
                time,
                smoke: true,
                write: false,
            };
            continue;
        }
        if !["--rounds", "--milliseconds"].contains(name) {
            return Err(format!(
                "{name:?} is none of --smoke, --rounds N, --milliseconds N, \
                 epoll ADDRESS, threads ADDRESS"
            ));
        }
        let value = rest.first().unwrap_or(&"");
        let number = value.parse().ok().filter(|n| (1..=10_000).contains(n));
        let number = number.ok_or_else(|| {
            format!("{name} wants a number from 1 to 10000, not {value:?}")
        })?;
        arguments = &rest[1..];
        match *name {
            "--rounds" => plan.rounds = number,
            _ => plan.time = Duration::from_millis(number as u64),
        }
    }
    Ok(plan)
}

fn serve(kind: &str, address: &str) -> Result<()> {
    let listener = TcpListener::bind(address).say(address)?;
    println!("listening on {}", listener.local_addr().say(address)?);
    match kind {
        "epoll" => epoll::serve(&listener, LONGEST_LINE),
        _ => threads::serve(&listener, LONGEST_LINE),
    }
    .say("cannot accept")
}

fn compare(plan: &Plan) -> Result<()> {
    let most = CONNECTIONS.into_iter().max().unwrap_or(0);
    // Beside the connections: standard streams, epolls, pipes, the listener.
    let files = process::allow_files(most as u64 + 100)?;
    let (first, last) = (build(FIRST)?, build(LAST)?);
    let here = env::current_exe().say("this program")?;
    let servers: [(&str, &Path, &[&str]); 5] = [
        ("epoll", &here, &["epoll", "127.0.0.1:0"]),
        (
            "a thread for each connection",
            &here,
            &["threads", "127.0.0.1:0"],
        ),
        (FIRST, &first, &["127.0.0.1:0"]),
        (LAST, &last, &["127.0.0.1:0", "--connections", "1100"]),
        (CONTROL, &here, &["epoll", "127.0.0.1:0"]),
    ];
    let start = |(name, program, arguments): (_, &Path, &[&str])| {
        let mut command = Command::new(program);
        command.args(arguments);
        Ok::<_, String>((name, Server::start(command)?))
    };

    for server in servers {
        let (name, server) = start(server)?;
        eprintln!("{name}: does it answer as it should?");
        dialogue::check(server.address).say(name)?;
    }

    let mut text = report::conditions(&command_line(), files)?;
    for connections in CONNECTIONS {
        let running =
            servers.into_iter().map(start).collect::<Result<Vec<_>>>()?;
        let mut rows: Vec<_> = running
            .iter()
            .map(|(name, _)| (*name, Vec::<Sample>::new()))
            .collect();
        // The first round warms up; each begins with another server.
        for round in 0..=plan.rounds {
            for turn in 0..running.len() {
                let at = (round + turn) % running.len();
                let (name, server) = &running[at];
                let warm_up = plan.time / 4;
                let sample =
                    load::measure(server, connections, warm_up, plan.time)
                        .say(name)?;
                eprintln!(
                    "round {round} of {}, {connections} connections, {name}: \
                     {:.0} requests a second",
                    plan.rounds, sample.requests_per_second,
                );
                if round > 0 {
                    rows[at].1.push(sample);
                }
            }
        }
        report::speed(&mut text, connections, &rows)?;
        let [(_, epoll), .., (_, control)] = &rows[..] else {
            continue;
        };
        let same = report::percent(control, epoll, report::requests).median;
        if !plan.smoke && (same - 100.0).abs() > TOLERANCE {
            print!("{text}");
            return Err(format!(
                "with {connections} connections epoll makes {same:.1} % of \
                 its own requests, more than {TOLERANCE} % off: the machine \
                 is too busy, and nothing has been written"
            ));
        }
    }

    let mut rows = Vec::new();
    for server in servers {
        let (name, server) = start(server)?;
        let first = load::open(server.address, 1)?;
        let before = server.resident()?;
        let idle = load::open(server.address, most).say(name)?;
        let grown = server.resident()?.saturating_sub(before);
        rows.push((name, grown as f64 / idle.len() as f64));
        drop(first);
    }
    report::memory(&mut text, most, &rows)?;
    print!("{text}");
    if plan.write {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/server-to-keep.md");
        fs::write(path, text).say(path)?;
        eprintln!("written: {path}");
    }
    Ok(())
}

/// Builds the program as its readers do, and tells where it is.
fn build(name: &str) -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    command
        .args(["build", "--release", "--bin", name])
        .current_dir(root);
    let status = command.status().say("cargo build")?;
    if !status.success() {
        return Err(format!("cargo build of {name}: {status}"));
    }
    // Cargo puts this program into the folder `deps` beside it.
    let here = env::current_exe().say("this program")?;
    let folder = here.parent().and_then(Path::parent);
    let program = folder.unwrap_or(&here).join(name);
    if !program.is_file() {
        return Err(format!("{} was not built", program.display()));
    }
    Ok(program)
}

fn command_line() -> String {
    let arguments = env::args().skip(1).filter(|it| it != "--bench");
    let arguments: Vec<_> = arguments.collect();
    if arguments.is_empty() {
        return "cargo bench -p benches".into();
    }
    format!("cargo bench -p benches -- {}", arguments.join(" "))
}

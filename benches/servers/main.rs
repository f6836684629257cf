//! Compares servers that run as processes of their own: the book's, with raw
//! epoll loops, threads, other buffers and TLS. On Linux only.
//!
//! ```text
//! cargo bench -p benches --bench servers               # writes results/servers.json
//! cargo bench -p benches --bench servers -- --smoke    # shows that it works
//! cargo bench -p benches --bench servers -- echo nagle # only these, writes nothing
//! cargo bench -p benches --bench servers -- --rounds 9 --milliseconds 100
//! cargo bench -p benches --bench servers -- serve echo-epoll 127.0.0.1:6142
//! ```

#[cfg(not(target_os = "linux"))]
compile_error!("this benchmark needs Linux: epoll, and /proc");

mod client;
mod compare;
mod contests;
mod dialogue;
mod epoll;
mod load;
mod memory;
mod nagle;
mod process;
mod serve;
mod threads;
mod tls;

use std::process::ExitCode;
use std::time::Duration;

use benches::run::{self, Result};

/// For whatever should not take long.
const LIMIT: Duration = Duration::from_secs(10);

struct Plan {
    rounds: usize,
    time: Duration,
    /// Whether it is only to be seen that it works.
    smoke: bool,
    /// Parts of the names of what is measured; all if there are none.
    only: Vec<String>,
}

impl Plan {
    const FULL: Self = Self {
        // Many short rounds: what else the machine does hits all servers alike.
        rounds: 39,
        time: Duration::from_millis(160),
        smoke: false,
        only: Vec::new(),
    };

    /// Whether one of these figures is to be measured.
    fn wants<I>(&self, ids: I) -> bool
    where
        I: IntoIterator<Item: AsRef<str>>,
    {
        let wants = |id: &str| self.only.iter().any(|it| id.contains(it));
        let any = ids.into_iter().any(|id| wants(id.as_ref()));
        any || self.only.is_empty()
    }
}

fn main() -> ExitCode {
    let arguments = run::arguments();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (status, result) = match &arguments[..] {
        ["serve", kind, address, rest @ ..] => {
            (1, serve::serve(kind, address, rest))
        }
        _ => match plan(&arguments) {
            Ok(plan) => (1, compare::compare(&plan, arguments.is_empty())),
            Err(error) => (2, Err(error)),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("servers: {error}");
            ExitCode::from(status)
        }
    }
}

fn plan(mut arguments: &[&str]) -> Result<Plan> {
    let mut plan = Plan::FULL;
    while let Some((name, rest)) = arguments.split_first() {
        arguments = rest;
        if *name == "--smoke" {
            plan.rounds = 1;
            plan.time = Duration::from_millis(40);
            plan.smoke = true;
            continue;
        }
        if !name.starts_with('-') {
            let all = compare::ids();
            if !all.iter().any(|id| id.contains(name)) {
                let all = all.join(", ");
                return Err(format!("{name:?} is in none of {all}"));
            }
            plan.only.push((*name).into());
            continue;
        }
        if !["--rounds", "--milliseconds"].contains(name) {
            return Err(format!(
                "{name:?} is none of --smoke, --rounds N, --milliseconds N, \
                 part of a figure's name, serve KIND ADDRESS"
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

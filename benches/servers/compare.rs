//! Lets the servers take turns, and makes figures of what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs, iter};

use benches::run::{self, Result, Say, Spread};
use figures::{Figure, Row};
use tokio_rustls::rustls::ClientConfig;

use crate::client::Connection;
use crate::contests::{
    CONTESTS, Calls, Contest, Entry, KEEPERS, NAGLE, Program, TLS, What,
};
use crate::load::Sample;
use crate::process::{self, Server};
use crate::tls::Certificate;
use crate::{Plan, dialogue, load, memory, nagle};

/// How far the control may differ from the first, in percent.
const TOLERANCE: f64 = 5.0;
/// Connections to a server whose memory is looked at; and in how many servers
/// of each kind.
const KEPT: usize = 1000;
const KEPT_ROUNDS: usize = 3;
/// What is looked at in each of these servers.
const MEMORY: [&str; 3] = ["memory-idle", "memory-busy", "memory-busy-kernel"];

struct Bench<'a> {
    plan: &'a Plan,
    /// Of this program and those of the book.
    paths: BTreeMap<&'static str, PathBuf>,
    certificate: Certificate,
    /// Whether system calls can be counted.
    strace: bool,
    figures: Vec<Figure>,
    /// Controls that differ.
    faults: Vec<String>,
}

/// What can be measured alone.
pub fn ids() -> Vec<String> {
    let ids = CONTESTS.iter().flat_map(Contest::ids);
    let others = ["nagle"].into_iter().chain(MEMORY);
    ids.chain(others.map(String::from)).collect()
}

pub fn compare(plan: &Plan, write: bool) -> Result<()> {
    // Beside the connections: standard streams, epolls, pipes, the listener.
    let files = process::allow_files(KEPT as u64 + 100)?;
    let mut machine = run::machine()?;
    let begin = Instant::now();
    let strace = Command::new("strace").arg("-V").output();
    let strace = strace.is_ok_and(|it| it.status.success());
    if !strace {
        eprintln!("NO SYSTEM CALLS ARE COUNTED: there is no strace");
    }
    let mut bench = Bench {
        plan,
        paths: BTreeMap::new(),
        certificate: Certificate::make()?,
        strace,
        figures: Vec::new(),
        faults: Vec::new(),
    };
    let suite = bench.prepare()?;
    for (what, it) in [
        (
            "TLS",
            format!("rustls with ring, 1.3, {suite}, ECDSA P-256"),
        ),
        ("Congestion control", congestion_control()?),
        ("Open files allowed", files.to_string()),
        ("Clients", "on the same machine and processors".into()),
    ] {
        machine.push((what.into(), it));
    }

    for contest in CONTESTS {
        if plan.wants(contest.ids()) {
            bench.contest(contest)?;
        }
    }
    if plan.wants(["nagle"]) {
        bench.nagle()?;
    }
    if plan.wants(MEMORY) {
        bench.memory()?;
    }

    println!("{}", run::command_line("servers"));
    for (what, it) in &machine {
        println!("{what}: {it}");
    }
    for figure in &bench.figures {
        print!("\n{}", run::show(figure));
    }
    eprintln!("all of it took {} s", begin.elapsed().as_secs());
    if plan.smoke {
        return Ok(());
    }
    if !bench.faults.is_empty() {
        let faults = bench.faults.join("; ");
        return Err(format!(
            "{faults}; that is more than {TOLERANCE} % off: the machine is too \
             busy, and nothing has been written"
        ));
    }
    if write {
        let path = run::write("servers", machine, bench.figures)?;
        eprintln!("written: {}", path.display());
    }
    Ok(())
}

impl Bench<'_> {
    /// Builds what is needed, and looks whether all of it answers as it should.
    /// Returns how TLS encrypts.
    fn prepare(&mut self) -> Result<String> {
        let here = env::current_exe().say("this program")?;
        self.paths.insert("", here);
        let mut seen = Vec::new();
        let plan = self.plan;
        let contests = CONTESTS.iter().filter(|it| plan.wants(it.ids()));
        let mut entries: Vec<_> =
            contests.flat_map(|contest| contest.entries).collect();
        if plan.wants(MEMORY) {
            entries.extend(KEEPERS);
        }
        if plan.wants(["nagle"]) {
            entries.push(&NAGLE);
        }
        let book = entries.iter().filter_map(|it| match it.program {
            Program::Book(program, _) => Some(program),
            _ => None,
        });
        self.paths.extend(build(book.collect())?);
        for entry in entries {
            let name = entry.program_name();
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            eprintln!("{name}: does it answer as it should?");
            let server = Server::start(self.command(entry))?;
            let tls = self.tls(entry);
            dialogue::check(server.address, entry.work, tls).say(name)?;
        }
        let server = Server::start(self.command(&TLS))?;
        let stream = Connection::open(server.address, self.tls(&TLS))?;
        let suite = stream.cipher_suite();
        drop(server); // before its peer leaves
        suite.ok_or("TLS has no cipher suite".into())
    }

    fn command(&self, entry: &Entry) -> Command {
        const ADDRESS: &str = "127.0.0.1:0";
        let mut command;
        match entry.program {
            Program::Own(kind) => {
                command = Command::new(&self.paths[""]);
                command.args(["serve", kind, ADDRESS]);
            }
            Program::Tls => {
                let Certificate {
                    certificate, key, ..
                } = &self.certificate;
                command = Command::new(&self.paths[""]);
                command.args(["serve", "tls", ADDRESS, certificate, key]);
            }
            Program::Book(program, rest) => {
                command = Command::new(&self.paths[program]);
                command.arg(ADDRESS).args(rest);
            }
        }
        command
    }

    fn tls(&self, entry: &Entry) -> Option<&Arc<ClientConfig>> {
        let tls = matches!(entry.program, Program::Tls);
        tls.then_some(&self.certificate.client)
    }

    fn contest(&mut self, contest: &Contest) -> Result<()> {
        let Plan { rounds, time, .. } = *self.plan;
        let entries = with_control(contest.entries);
        let running = entries
            .iter()
            .map(|(name, entry)| {
                Ok((name, entry, Server::start(self.command(entry))?))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut samples: Vec<Vec<Sample>> = Vec::new();
        samples.resize_with(running.len(), Vec::new);
        // The first round warms up.
        for round in 0..=rounds {
            for at in turns(round, running.len()) {
                let (name, entry, server) = &running[at];
                let sample = contest
                    .load
                    .measure(
                        server,
                        entry.work,
                        self.tls(entry),
                        time / 4,
                        time,
                    )
                    .say(&format!("{}, {name}", contest.id))?;
                if round > 0 {
                    samples[at].push(sample);
                }
            }
            eprintln!("{}: round {round} of {rounds}", contest.id);
        }
        drop(running);

        let [speed, time] = contest.scales;
        let done = |sample: &Sample| sample.done_per_second / speed;
        let took = |sample: &Sample| sample.processor_time * 1e6 * time;
        let column = |of: &dyn Fn(&Sample) -> f64| {
            samples
                .iter()
                .map(|samples| samples.iter().map(of).collect())
                .collect::<Vec<Vec<f64>>>()
        };
        let mut figures = Vec::new();
        for shown in contest.figures {
            let columns = match shown.what {
                What::Speed => column(&done),
                What::Time => column(&took),
                What::Percent => percent(&column(&done)),
            };
            let id = contest.id_of(shown);
            self.compare_control(&id, &columns);
            let rows = iter::zip(columns, &entries);
            let rows = rows.map(|(it, (name, _))| Spread::of(it).row(name));
            figures.push(Figure {
                id,
                title: shown.title.into(),
                unit: shown.unit.into(),
                more_is_better: !matches!(shown.what, What::Time),
                calls_for_each: None,
                rows: rows.collect(),
            });
        }
        if let (Some(calls), [first, ..]) = (&contest.calls, &mut figures[..]) {
            self.count(contest, calls, &entries, first)?;
        }
        self.figures.extend(figures);
        Ok(())
    }

    /// Puts a server's system calls into its row, counted in two runs apart.
    fn count(
        &mut self,
        contest: &Contest,
        calls: &Calls,
        entries: &[(String, Entry)],
        figure: &mut Figure,
    ) -> Result<()> {
        if !self.strace {
            return Ok(());
        }
        let mut rows = figure.rows.clone();
        for (row, (_, entry)) in iter::zip(&mut rows, entries) {
            let mut runs = Vec::new();
            let [few, many] = calls.amounts;
            let amounts = if self.plan.smoke {
                [(few / 4).max(1), (many / 4).max(2)]
            } else {
                [few, many]
            };
            for amount in amounts {
                let what = format!("{}, {}", contest.id, row.name);
                let counted = Server::start_counted(&self.command(entry));
                let server = match counted {
                    Ok(server) => server,
                    Err(error) => {
                        eprintln!("NO SYSTEM CALLS ARE COUNTED: {error}");
                        self.strace = false;
                        return Ok(());
                    }
                };
                let done = contest
                    .load
                    .do_some(&server, entry.work, self.tls(entry), amount)
                    .say(&what)?;
                let counts = server.counts().say(&what)?;
                runs.push((done as f64 / contest.scales[1], counts));
            }
            let [(few, before), (many, after)] = &runs[..] else {
                continue;
            };
            let mut each = Vec::new();
            for (name, calls) in after {
                let before = before.iter().find(|(it, _)| it == name);
                let before = before.map_or(0, |(_, calls)| *calls) as f64;
                each.push(((*calls as f64 - before) / (many - few), name));
            }
            row.calls = Some(each.iter().map(|(calls, _)| calls).sum());
            each.sort_by(|a, b| b.0.total_cmp(&a.0));
            let each: Vec<_> = each
                .iter()
                .filter(|(calls, _)| *calls >= 0.01)
                .map(|(calls, name)| format!("{calls:.2} {name}"))
                .collect();
            eprintln!(
                "{}, {}, system calls for each {}: {}",
                contest.id,
                row.name,
                calls.for_each,
                each.join(", "),
            );
        }
        figure.rows = rows;
        figure.calls_for_each = Some(calls.for_each.into());
        Ok(())
    }

    fn nagle(&mut self) -> Result<()> {
        let Plan { rounds, time, .. } = *self.plan;
        let server = Server::start(self.command(&NAGLE))?;
        let connect = || Connection::open(server.address, None);
        let ways = nagle::WAYS;
        let mut streams = load::open(ways.len(), NAGLE.work, connect)?;
        for (way, stream) in ways.iter().zip(&streams) {
            way.prepare(stream)?;
        }
        let mut columns = vec![Vec::new(); ways.len()];
        for round in 0..=rounds {
            for at in turns(round, ways.len()) {
                let took = ways[at]
                    .measure(&mut streams[at], time / 4, time)
                    .say(ways[at].name)?;
                if round > 0 {
                    columns[at].extend(took.iter().map(|took| took * 1e6));
                }
            }
            eprintln!("nagle: round {round} of {rounds}");
        }
        let rows = ways.iter().zip(columns);
        let rows: Vec<_> = rows
            .map(|(way, took)| Spread::of(took).row(way.name))
            .collect();
        self.compare_control_medians("nagle", &rows);
        self.figures.push(Figure {
            id: "nagle".into(),
            title: "How long a request of 64 bytes takes on one connection, \
                    written at once, or 4 bytes and then 60 bytes, to a server \
                    that answers when the request is complete."
                .into(),
            unit: "µs".into(),
            more_is_better: false,
            calls_for_each: None,
            rows,
        });
        Ok(())
    }

    fn memory(&mut self) -> Result<()> {
        let entries = with_control(KEEPERS);
        let mut samples: Vec<Vec<memory::Sample>> = Vec::new();
        samples.resize_with(entries.len(), Vec::new);
        let rounds = self.plan.rounds.min(KEPT_ROUNDS);
        let count = if self.plan.smoke { 100 } else { KEPT };
        for round in 1..=rounds {
            for ((name, entry), samples) in iter::zip(&entries, &mut samples) {
                let server = Server::start(self.command(entry))?;
                let sample = memory::measure(server, entry.work, count);
                samples.push(sample.say(&format!("memory, {name}"))?);
            }
            eprintln!("memory: round {round} of {rounds}");
        }
        let busy = "are sent lines until no more is taken, and whose peers \
                    read no answer. Segments have 1,460 bytes, as on an \
                    Ethernet.";
        let looks = [
            (
                "How much a server's resident memory grows for each of 1,000 \
                 connections that have had one answer of 64 bytes. What the \
                 kernel keeps for them is not in it."
                    .into(),
                (|it| it.idle) as fn(&memory::Sample) -> f64,
            ),
            (
                format!(
                    "How much a server's resident memory has grown for each of \
                     1,000 connections that {busy} What the kernel keeps for \
                     them is not in it."
                ),
                |it| it.busy,
            ),
            (
                format!(
                    "How much the kernel keeps in the buffers of both ends for \
                     each of 1,000 connections that {busy}"
                ),
                |it| it.kernel,
            ),
        ];
        for (id, (title, of)) in iter::zip(MEMORY, looks) {
            let rows = iter::zip(&entries, &samples);
            let rows: Vec<_> = rows
                .map(|((name, _), samples)| {
                    Spread::of(samples.iter().map(of)).row(name)
                })
                .collect();
            self.compare_control_medians(id, &rows);
            self.figures.push(Figure {
                id: id.into(),
                title,
                unit: "bytes".into(),
                more_is_better: false,
                calls_for_each: None,
                rows,
            });
        }
        Ok(())
    }

    /// Compares the control with the first in each round.
    fn compare_control(&mut self, id: &str, columns: &[Vec<f64>]) {
        if let Some(control) = percent(columns).pop() {
            self.tell_control(id, Spread::of(control).median);
        }
    }

    fn compare_control_medians(&mut self, id: &str, rows: &[Row]) {
        if let [first, .., control] = rows {
            self.tell_control(id, 100.0 * control.median / first.median);
        }
    }

    fn tell_control(&mut self, id: &str, percent: f64) {
        eprintln!("{id}: the control makes {percent:.1} %");
        let same = (percent - 100.0).abs() <= TOLERANCE;
        if !same {
            self.faults
                .push(format!("{id}: the control makes {percent:.1} %"));
        }
    }
}

impl Entry {
    fn program_name(&self) -> &'static str {
        match self.program {
            Program::Own(name) | Program::Book(name, _) => name,
            Program::Tls => "tls",
        }
    }
}

fn with_control(entries: &[Entry]) -> Vec<(String, Entry)> {
    let all = entries.iter().map(|it| (it.name.to_string(), *it));
    let mut all: Vec<_> = all.collect();
    if let [first, ..] = entries {
        let name = format!("{} once more, the control", first.name);
        all.push((name, *first));
    }
    all
}

/// Whose turn it is, one after the other, in a round of so many. Each round
/// begins with another, and goes the other way: so the first and the control
/// come behind the other as often, and find what it has left in the caches.
fn turns(round: usize, of: usize) -> impl Iterator<Item = usize> {
    (0..of).map(move |turn| match round % 2 {
        0 => (round + turn) % of,
        _ => (round + of - turn) % of,
    })
}

/// Each round's figure in percent of that round's first server.
fn percent(columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let [first, ..] = columns else {
        return Vec::new();
    };
    let of_first = |(one, first): (&f64, &f64)| 100.0 * one / first;
    columns
        .iter()
        .map(|column| iter::zip(column, first).map(of_first).collect())
        .collect()
}

/// How TCP decides how much it sends at a time.
fn congestion_control() -> Result<String> {
    let path = "/proc/sys/net/ipv4/tcp_congestion_control";
    let name = fs::read_to_string(path).say(path)?;
    Ok(name.trim().into())
}

/// Builds programs as their readers do, and tells where each is.
fn build(
    names: BTreeSet<&'static str>,
) -> Result<BTreeMap<&'static str, PathBuf>> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--release"])
        .args(names.iter().flat_map(|name| ["--bin", name]))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let status = command.status().say("cargo build")?;
    if !status.success() {
        return Err(format!("{command:?}: {status}"));
    }
    // Cargo puts this program into the folder `deps` beside them.
    let here = env::current_exe().say("this program")?;
    let folder = here.parent().and_then(Path::parent).unwrap_or(&here);
    let built = |name: &'static str| {
        let program = folder.join(name);
        if !program.is_file() {
            return Err(format!("{} was not built", program.display()));
        }
        Ok((name, program))
    };
    names.into_iter().map(built).collect()
}

//! What a run measured with and on, and how its samples become figures.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs, thread};

use figures::{Figure, Row, Run, number};

/// The message says what, where and why, in one line.
pub type Result<T> = std::result::Result<T, String>;

pub trait Say<T> {
    /// # Errors
    ///
    /// The same error, which says `what` could not be done.
    fn say(self, what: &str) -> Result<T>;
}

impl<T, E: fmt::Display> Say<T> for std::result::Result<T, E> {
    fn say(self, what: &str) -> Result<T> {
        self.map_err(|error| format!("{what}: {error}"))
    }
}

/// Of a figure that was measured several times: half of the times it was from
/// `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Spread {
    /// # Panics
    ///
    /// If there is no sample.
    pub fn of(samples: impl IntoIterator<Item = f64>) -> Self {
        let mut samples: Vec<_> = samples.into_iter().collect();
        samples.sort_by(f64::total_cmp);
        let middle = samples.len() / 2;
        let median = if samples.len().is_multiple_of(2) {
            f64::midpoint(samples[middle - 1], samples[middle])
        } else {
            samples[middle]
        };
        let quarter = samples.len() / 4;
        let low = samples[quarter];
        let high = samples[samples.len() - 1 - quarter];
        Self { median, low, high }
    }

    /// Without system calls.
    pub fn row(self, name: impl Into<String>) -> Row {
        let Self { median, low, high } = self;
        Row {
            name: name.into(),
            median,
            low,
            high,
            calls: None,
        }
    }
}

/// A figure in one table row each, for whoever watches the run.
pub fn show(figure: &Figure) -> String {
    let mut text = format!("{}: {}\n", figure.id, figure.title);
    for row in &figure.rows {
        let (low, high) = (number(row.low), number(row.high));
        text += &format!(
            "    {:<34} {:>9} {} ({low} to {high})",
            row.name,
            number(row.median),
            figure.unit,
        );
        if let Some(calls) = row.calls {
            let each = figure.calls_for_each.as_deref().unwrap_or("one");
            text += &format!(", {calls:.2} system calls for each {each}");
        }
        text.push('\n');
    }
    text
}

/// The arguments of this program, without the one that Cargo adds.
pub fn arguments() -> Vec<String> {
    env::args().skip(1).filter(|it| it != "--bench").collect()
}

/// What has to be typed to run the benchmark `name` as it was run.
pub fn command_line(name: &str) -> String {
    let mut line = format!("cargo bench -p benches --bench {name}");
    for (at, argument) in arguments().iter().enumerate() {
        line += if at == 0 { " -- " } else { " " };
        line += argument;
    }
    line
}

/// What the run is on and with. A benchmark may add to it.
///
/// # Errors
///
/// If one of the programs that it asks, such as `rustc`, cannot be run.
pub fn machine() -> Result<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map(|model| model.trim_matches([' ', '\t', ':']));
    let model = model.unwrap_or("of an unknown model");
    let processors = thread::available_parallelism().say("processors")?;
    let system = output(Command::new("uname").arg("-sr"))?;
    let rustc = output(Command::new("rustc").arg("-V").current_dir(&root))?;
    let pairs = [
        ("Processors", format!("{processors} × {model}")),
        ("System", system),
        ("Compiler", rustc),
        ("Tokio", version("tokio")?),
    ];
    let mut machine = Vec::from(pairs.map(|(what, it)| (what.into(), it)));
    if let Ok(text) = output(Command::new("strace").arg("-V")) {
        let line = text.lines().next().unwrap_or_default();
        let version = line.rsplit(' ').next().unwrap_or_default();
        machine.push(("strace".into(), version.into()));
    }
    Ok(machine)
}

/// The version of a package in `Cargo.lock`.
///
/// # Errors
///
/// If it is not there.
pub fn version(package: &str) -> Result<String> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = fs::read_to_string(&lock).say(&lock.display().to_string())?;
    let start = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&start)
        .and_then(|(_, rest)| rest.split('"').next())
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock has no {package}"))
}

/// Writes `results/NAME.json`, draws all figures anew for the pages, and returns
/// where the file is.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(
    name: &str,
    machine: Vec<(String, String)>,
    figures: Vec<Figure>,
) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    fs::create_dir_all(&folder).say(&folder.display().to_string())?;
    let path = folder.join(format!("{name}.json"));
    let run = Run {
        command: command_line(name),
        date: output(Command::new("date").args(["-u", "+%F"]))?,
        machine,
        figures,
    };
    run.write(&path)?;
    figures::draw_all(&folder)?;
    Ok(path)
}

fn output(command: &mut Command) -> Result<String> {
    let what = format!("{command:?}");
    let output = command.output().say(&what)?;
    if !output.status.success() {
        return Err(format!("{what}: {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

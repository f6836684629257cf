//! The figures as Markdown, with what they were measured on.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{fs, thread};

use crate::load::Sample;
use crate::{FIRST, LAST, Result, Say};

/// Of a figure that was measured several times: half of the times it was from
/// `low` to `high`.
pub struct Spread {
    pub median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    pub fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut figures: Vec<_> = figures.collect();
        figures.sort_by(f64::total_cmp);
        let middle = figures.len() / 2;
        let median = if figures.len().is_multiple_of(2) {
            f64::midpoint(figures[middle - 1], figures[middle])
        } else {
            figures[middle]
        };
        let quarter = figures.len() / 4;
        let low = figures[quarter];
        let high = figures[figures.len() - 1 - quarter];
        Self { median, low, high }
    }

    fn show(&self, decimals: usize, unit: &str) -> String {
        let Self { median, low, high } = self;
        let show = |figure: f64| thousands(&format!("{figure:.decimals$}"));
        let (low, high) = (show(*low), show(*high));
        format!("{}{unit} ({low} to {high})", show(*median))
    }
}

/// `12345.6` as `12,345.6`.
fn thousands(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::new();
    for (at, digit) in number.chars().enumerate() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Each round's figure in percent of that round's first server.
pub fn percent(
    samples: &[Sample],
    first: &[Sample],
    figure: impl Fn(&Sample) -> f64,
) -> Spread {
    let rounds = samples.iter().zip(first);
    Spread::of(rounds.map(|(one, first)| 100.0 * figure(one) / figure(first)))
}

pub fn requests(sample: &Sample) -> f64 {
    sample.requests_per_second
}

/// The first row is what the others are compared with.
pub fn speed(
    text: &mut String,
    connections: usize,
    rows: &[(&str, Vec<Sample>)],
) -> Result<()> {
    let time = |sample: &Sample| sample.processor_time;
    let (_, first) = &rows[0];
    writeln!(
        text,
        "\n| {connections} connections | requests a second | of epoll's | \
         processor time of the server, µs a request | of epoll's |\n\
         |---|--:|--:|--:|--:|"
    )
    .say("a table")?;
    for (name, samples) in rows {
        writeln!(
            text,
            "| {name} | {} | {} | {} | {} |",
            Spread::of(samples.iter().map(requests)).show(0, ""),
            percent(samples, first, requests).show(1, " %"),
            Spread::of(samples.iter().map(time)).show(2, ""),
            percent(samples, first, time).show(1, " %"),
        )
        .say("a table")?;
    }
    Ok(())
}

pub fn memory(
    text: &mut String,
    connections: usize,
    rows: &[(&str, f64)],
) -> Result<()> {
    writeln!(
        text,
        "\n| {connections} idle connections | memory of each, bytes |\n\
         |---|--:|"
    )
    .say("a table")?;
    for (name, bytes) in rows {
        let bytes = thousands(&format!("{bytes:.0}"));
        writeln!(text, "| {name} | {bytes} |").say("a table")?;
    }
    Ok(())
}

/// What measured, and how.
pub fn conditions(command: &str, files: u64) -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cpu = read("/proc/cpuinfo")?;
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let model =
        model.map_or("unknown", |model| model.trim_matches([' ', '\t', ':']));
    let cores = thread::available_parallelism().say("processors")?;
    let kernel = read("/proc/sys/kernel/osrelease")?;
    let lock = read(root.join("../Cargo.lock"))?;
    let tokio = lock
        .split_once("name = \"tokio\"\nversion = \"")
        .and_then(|(_, rest)| rest.split('"').next())
        .ok_or("Cargo.lock has no tokio")?;
    let date = output(Command::new("date").args(["-u", "+%F"]))?;
    let rustc = output(Command::new("rustc").arg("-V").current_dir(root))?;
    Ok(format!(
        "Measured on {date} with `{command}`, on {model} with {cores} \
         processors, which the servers share with the clients; Linux \
         {}, {rustc}, Tokio {tokio}; {files} open files allowed. \
         `{FIRST}` and `{LAST}` are programs of the book. \
         In front stands the median, in parentheses the middle half.\n",
        kernel.trim()
    ))
}

fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    fs::read_to_string(path).say(&path.display().to_string())
}

fn output(command: &mut Command) -> Result<String> {
    let what = format!("{command:?}");
    let output = command.output().say(&what)?;
    if !output.status.success() {
        return Err(format!("{what}: {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

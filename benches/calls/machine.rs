//! What was measured on, and how.

use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

use crate::{Result, Say, files};

pub fn machine() -> Result<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cores = thread::available_parallelism().say("processors")?;
    let mut machine = Vec::new();
    let mut add = |name: &str, what: String| machine.push((name.into(), what));
    add("Processor", format!("{cores} × {}", model()));
    add("System", system());
    if let Some(files) = files::system() {
        add("File system", files);
    }
    add(
        "Rust",
        output(Command::new("rustc").arg("-V").current_dir(root))?,
    );
    for (name, package) in [("Tokio", "tokio"), ("Criterion", "criterion")] {
        add(name, version(root, package)?);
    }
    if let Ok(text) = output(Command::new("strace").arg("-V")) {
        let line = text.lines().next().unwrap_or_default();
        let version = line.rsplit(' ').next().unwrap_or_default();
        add("strace", version.to_owned());
    }
    Ok(machine)
}

fn model() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|it| it.strip_prefix("model name"));
    let model =
        model.map_or(env::consts::ARCH, |it| it.trim_matches([' ', '\t', ':']));
    model.to_owned()
}

fn system() -> String {
    match fs::read_to_string("/proc/sys/kernel/osrelease") {
        Ok(kernel) => format!("Linux {}", kernel.trim()),
        Err(_) => env::consts::OS.to_owned(),
    }
}

fn version(root: &Path, package: &str) -> Result<String> {
    let lock = fs::read_to_string(root.join("../Cargo.lock"));
    let lock = lock.say("Cargo.lock")?;
    let start = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&start)
        .and_then(|(_, rest)| rest.split('"').next())
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock has no {package}"))
}

pub fn date() -> Result<String> {
    output(Command::new("date").args(["-u", "+%F"]))
}

pub fn command_line() -> String {
    let arguments = env::args().skip(1).filter(|it| it != "--bench");
    let arguments: Vec<_> = arguments.collect();
    if arguments.is_empty() {
        return "cargo bench -p benches".into();
    }
    format!("cargo bench -p benches -- {}", arguments.join(" "))
}

fn output(command: &mut Command) -> Result<String> {
    let what = format!("{command:?}");
    let output = command.output().say(&what)?;
    if !output.status.success() {
        return Err(format!("{what}: {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

//! Runs each test of the book's other test programs as a process of its own.
//!
//! That is one mechanism to limit every wait, also that of a test which hangs
//! without waiting: it is ended, by name, with all that it has started.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use libtest_mimic::{Completion, Trial};

use crate::book::Book;
use crate::failures::BUILD_LIMIT;
use crate::page::Element;
use crate::process::{LIMIT, Process, STARTED, cargo, profile, scratch};
use crate::report;
use crate::rules::{Proof, marks, proofs};

/// The book's test programs; what cargo says if it cannot build them.
pub fn executables(book: &Book) -> Result<Vec<(String, PathBuf)>, String> {
    let _ = fs::remove_dir_all(scratch("started"));
    let _ = fs::create_dir(scratch("started"));
    let tests = book.tests.iter().filter(|test| !test.is_tested);
    let names: Vec<_> = tests.map(|test| &*test.name).collect();
    match names.is_empty() {
        true => Ok(Vec::new()),
        false => build(book.root(), &names),
    }
}

/// A test for each of their tests, named after its claim if it is a proof; those
/// with `#[ignore]` are run if `cargo test -- --include-ignored` asks for them.
pub fn trials(
    book: &'static Book,
    executables: Vec<(String, PathBuf)>,
) -> Vec<Trial> {
    let (proofs, marks) = (proofs(book), marks(book));
    let mut trials = Vec::new();
    for (program, executable) in executables {
        let tests = list(&executable, &[]).unwrap_or_default();
        let ignored = list(&executable, &["--ignored"]).unwrap_or_default();
        if tests.is_empty() {
            let what = format!(
                "\nCargo.toml: `{program}` lists no tests, so none is run; \
                 write one, without `harness = false`\n"
            );
            let name = format!("{program} has tests");
            trials.push(report::test(name, || Err(what.into())));
        }
        if program == "proofs" {
            trials.extend(not_compiled(book, &tests).map(|(name, what)| {
                report::ignorable_test(name, move || {
                    // A proof may be about one system.
                    match cfg!(target_os = "linux") {
                        true => Err(what.into()),
                        false => Ok(Completion::ignored_with(what)),
                    }
                })
            }));
        }
        for test in tests {
            let mut proofs = proofs.iter().filter(|_| program == "proofs");
            let proof = proofs.find(|proof| proof.test_path() == test);
            let claim = proof.map(|proof| Claim::of(proof, &marks));
            let name = match &claim {
                Some(claim) => format!("proof {}", claim.name),
                None => format!("{program} {test}"),
            };
            let executable = executable.clone();
            let is_ignored = ignored.contains(&test);
            let trial = report::test(name, move || {
                run(book, executable, &test, is_ignored).map_err(|failed| {
                    let before = claim.map(|claim| claim.places);
                    format!("\n{}\n{failed}", before.unwrap_or_default()).into()
                })
            });
            trials.push(trial.with_ignored_flag(is_ignored));
        }
    }
    trials
}

/// The proofs that are not among the `tests`, as an attribute or a comment may
/// leave out what a page shows: the name of each, and what is wrong.
pub fn not_compiled(
    book: &Book,
    tests: &[String],
) -> impl Iterator<Item = (String, String)> {
    let proofs = proofs(book).into_iter();
    let proofs = proofs.filter(|proof| {
        proof.is_test(book) && !tests.contains(&proof.test_path())
    });
    proofs.map(|proof| {
        let (page, id, place) = (&proof.page.path, proof.id, proof.place);
        let (test, slug) = (proof.test_path(), proof.page.slug());
        let what = format!(
            "{place}: nothing runs the test `{test}` here; take away what \
             keeps it in listings/{slug}/proofs.rs from being compiled"
        );
        (format!("proof {page}#{id}"), what)
    })
}

/// The programs that a page shows as started by a test, and no test started;
/// and what a test has started that is no program of the book any more.
pub fn not_started(book: &Book) -> Vec<String> {
    let started = fs::read_dir(scratch("started")).into_iter().flatten();
    let started: BTreeSet<_> =
        started.flatten().map(|entry| entry.file_name()).collect();
    let mut wrong = Vec::new();
    for name in started.iter().filter_map(|name| name.to_str()) {
        if !book.programs.iter().any(|program| program.name == name) {
            wrong.push(format!(
                "a test has started `{name}`, which an earlier build has left; \
                 write the name of a `[[bin]]` of Cargo.toml in tests/"
            ));
        }
    }
    for (_, block, include) in book.shown_rust() {
        if block.info() == Some("rust,no_run")
            && let Some(program) = book.program(&include.file)
            && !started.contains(OsStr::new(&program.name))
        {
            let (place, name) = (&block.place, &program.name);
            wrong.push(format!(
                "{place}: no test has run this; start \
                 `proofread::program({name:?})` in a test, or make the fence \
                 `rust` if the program ends by itself"
            ));
        }
    }
    wrong
}

/// What a proof is about.
struct Claim {
    /// `src/page.md#claim`.
    name: String,
    /// Where it is made, a line each.
    places: String,
}

impl Claim {
    fn of(proof: &Proof, marks: &[(String, &str, &Element)]) -> Claim {
        let (page, id) = (&proof.page.path, proof.id);
        let marks = marks.iter();
        let marks = marks.filter(|mark| mark.0 == *page && mark.1 == id);
        let places = marks.map(|(_, _, mark)| {
            format!("{}: this claim, `{id}`, does not hold\n", mark.place)
        });
        Claim {
            name: format!("{page}#{id}"),
            places: places.collect(),
        }
    }
}

/// Has cargo build test programs of a package; returns their executables, in the
/// order of the names.
pub fn build(
    package: &Path,
    names: &[&str],
) -> Result<Vec<(String, PathBuf)>, String> {
    let mut command = cargo(package);
    // Where the programs are that they start, and what they depend on.
    command.env("CARGO_TARGET_DIR", profile().with_file_name(""));
    command.args(["test", "--no-run", "--quiet"]);
    command.arg("--message-format=json-render-diagnostics");
    command.args(names.iter().flat_map(|name| ["--test", name]));
    if profile().ends_with("release") {
        command.arg("--release");
    }
    let process = Process::start(command);
    let mut process = process.map_err(|error| format!("cargo: {error}"))?;
    let (lines, _) = process.output.rest(BUILD_LIMIT);
    let status = process.wait(BUILD_LIMIT);
    if !status.is_some_and(|status| status.success()) {
        let said = lines.into_iter().filter(|line| !line.starts_with('{'));
        return Err("\n".to_owned() + &Vec::from_iter(said).join("\n"));
    }
    let artifacts = lines.iter().filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        let name = line["target"]["name"].as_str()?;
        let executable = line["executable"].as_str()?;
        let is_test = line["profile"]["test"].as_bool()?;
        let is_wanted = is_test && names.contains(&name);
        is_wanted.then(|| (name.to_owned(), executable.into()))
    });
    let mut artifacts: Vec<(String, PathBuf)> = artifacts.collect();
    artifacts
        .sort_by_key(|artifact| names.iter().position(|it| *it == artifact.0));
    Ok(artifacts)
}

/// The tests in an executable, or those of them that the options ask for.
fn list(executable: &PathBuf, options: &[&str]) -> io::Result<Vec<String>> {
    let mut command = Command::new(executable);
    command.args(["--list", "--format", "terse"]).args(options);
    let (lines, _) = Process::start(command)?.output.rest(LIMIT);
    let tests = lines.iter().filter_map(|line| line.strip_suffix(": test"));
    Ok(tests.map(str::to_owned).collect())
}

/// Runs one test. A wait inside it may take as long as `LIMIT`, and then says
/// more; so the whole test gets twice as much. One with `#[ignore]` has only
/// passed if it `is_ignored` as is known.
pub fn run(
    book: &Book,
    executable: PathBuf,
    test: &str,
    is_ignored: bool,
) -> Result<(), String> {
    let mut command = Command::new(executable);
    command
        .args([test, "--exact", "--nocapture"])
        .args(is_ignored.then_some("--include-ignored"))
        .current_dir(book.root())
        .env(STARTED, scratch("started"));
    let process = Process::start(command);
    let mut process = process.map_err(|error| error.to_string())?;
    let (lines, has_ended) = process.output.rest(2 * LIMIT);
    if !has_ended {
        process.kill();
    }
    let status = process.wait(LIMIT).filter(|_| has_ended);
    let passed = lines.iter().any(|it| it.starts_with("test result: ok. 1 "));
    if passed && status.is_some_and(|status| status.success()) {
        return Ok(());
    }
    let mut said = String::new();
    for line in lines.iter().filter(|line| !is_noise(line, test)) {
        // The modules of the proofs are beside their pages.
        said += &(line.replace("tests/../", "") + "\n");
    }
    if said.is_empty() && has_ended {
        said = lines.join("\n");
    }
    if !has_ended {
        said += &format!("{test} was still running after {:?}", 2 * LIMIT);
    }
    Err(said)
}

/// What the test harness prints about a single test.
fn is_noise(line: &str, test: &str) -> bool {
    let noise = [
        "running 1 test",
        "test result: ",
        "failures:",
        "error: test",
    ];
    let line = line.trim();
    line.is_empty()
        || line == test
        || line.starts_with(&format!("test {test} ..."))
        || noise.iter().any(|noise| line.starts_with(noise))
}

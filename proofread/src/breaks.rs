//! Breaks all proofs at once, to see each of them fail.
//!
//! A break is the smallest change to a proof that makes its claim untrue. All
//! are applied to one copy of the tests, which is compiled once. Then each proof
//! has to fail by itself, and to say what its page shows.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use libtest_mimic::{Failed, Trial};

use crate::book::Book;
use crate::made::Versions;
use crate::page::{Element, Include, Page};
use crate::process::scratch;
use crate::report;
use crate::rules::{Proof, proofs, proofs_of};
use crate::source::Source;
use crate::tests;

/// The word that has the breaks checked, and nothing else.
pub const BREAK: &str = "break";

/// What stands before the place of a failed assertion.
const PANIC: &str = "panicked at ";

/// Makes the change of a `diff` block to the lines of a file under `anchor`.
///
/// Lines with `-` and lines without a sign have to stand there together, once.
/// A line `@@` separates changes in several places.
pub fn apply(
    mut source: Source,
    anchor: Option<&str>,
    diff: &str,
) -> Result<Source, String> {
    let shown = anchor.unwrap_or("all");
    for change in diff.trim_end().split("\n@@\n") {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for line in change.lines() {
            // An empty line is the same with or without the space before it.
            match line.split_at_checked(1).unwrap_or((" ", line)) {
                ("-", line) => old.push(line),
                ("+", line) => new.push(line),
                (" ", line) => {
                    old.push(line);
                    new.push(line);
                }
                _ => {
                    return Err(format!(
                        "`{line}`: start it with -, + or a space"
                    ));
                }
            }
        }
        if old == new {
            return Err("this changes no line; mark lines with - and +".into());
        }
        if old.is_empty() {
            return Err("where? copy a line that stands beside these".into());
        }
        let range = source.range(anchor).unwrap_or_default();
        let lines = Vec::from_iter(source.text.lines());
        let mut starts = range.clone().filter(|&start| {
            start + old.len() <= range.end
                && lines[start..start + old.len()] == old
        });
        let (Some(start), None) = (starts.next(), starts.next()) else {
            let (first, file) = (old[0].trim(), &source.path);
            return Err(format!(
                "these lines from `{first}` on do not stand in `{shown}` of \
                 {file}, or more than once; copy as many as it takes"
            ));
        };
        let (before, after) = lines.split_at(start);
        let after = &after[old.len()..];
        source.text = [before, &new, after].concat().join("\n") + "\n";
    }
    Ok(source)
}

/// A test for each proof: whether its break breaks it.
pub fn trials(
    book: &'static Book,
    overwrite: bool,
) -> Result<Vec<Trial>, String> {
    let broken: &Broken = Box::leak(Box::new(Broken::new(book)?));
    let package = scratch("breaks");
    broken
        .write(book, &package)
        .map_err(|error| format!("{}: {error}", package.display()))?;
    let built = tests::build(&package, &["proofs"]);
    let built = built.map_err(|said| broken.name_places(book, &said))?;
    let mut trials = Vec::new();
    for (_, executable) in built {
        for proof in proofs(book) {
            let name = format!("break {}#{}", proof.page.path, proof.id);
            // What must not compile has been compiled with the rest.
            if proof.diff.is_some() && proof.is_test(book) {
                let executable = executable.clone();
                trials.push(report::test(name, move || {
                    fails(book, broken, &proof, executable, overwrite)
                }));
            }
        }
    }
    Ok(trials)
}

/// The files of the proofs, and of what must not compile, with their breaks.
struct Broken(BTreeMap<String, Source>);

impl Broken {
    fn new(book: &Book) -> Result<Broken, String> {
        let mut files = BTreeMap::new();
        for file in book.listings.iter().filter(|file| file.ends_with(".rs")) {
            files.extend(book.source(file).map(|it| (file.clone(), it)));
        }
        for proof in proofs(book) {
            if let (Some(diff), Some(include)) = (proof.diff, proof.shown(book))
                && let Some(source) = files.get_mut(&include.file)
            {
                let anchor = include.anchor.as_deref();
                *source = apply(source.clone(), anchor, &diff.text)
                    .map_err(|what| format!("\n{}: {what}\n", diff.place))?;
            }
        }
        Ok(Broken(files))
    }

    /// Writes a package with these proofs, and with a program for each file
    /// that has to compile now.
    fn write(&self, book: &Book, package: &Path) -> io::Result<()> {
        let _ = fs::remove_dir_all(package.join("listings"));
        let _ = fs::remove_dir_all(package.join("tests"));
        let tests = book.files("tests").into_iter();
        let tests = tests.filter_map(|file| book.source(&file));
        for source in tests.chain(self.0.values().cloned()) {
            let copy = package.join(&source.path);
            fs::create_dir_all(copy.parent().expect("a folder"))?;
            fs::write(copy, source.text)?;
        }
        let proofs = proofs(book);
        let broken = proofs.iter().filter(|proof| proof.diff.is_some());
        let files = broken.filter_map(|it| Some(&it.shown(book)?.file));
        let failures = files.filter(|file| Book::is_failure(file));
        let versions = Versions::of(book);
        let manifest = versions.package_of_tests(book, failures);
        fs::write(package.join("Cargo.toml"), manifest)?;
        fs::write(package.join("Cargo.lock"), &versions.lock_file)
    }

    /// What the compiler says, and before it the breaks that it speaks of.
    fn name_places(&self, book: &Book, said: &str) -> String {
        let mut places = String::from("\n");
        for proof in proofs(book) {
            if let Some(diff) = proof.diff
                && let Some(place) = self.place(book, &proof)
                && names(said, "--> ", &place)
            {
                let place = &diff.place;
                places += &format!("{place}: this does not compile\n");
            }
        }
        places + said.trim_start()
    }

    /// Where the broken proof stands: its file, and its lines there, from 1.
    fn place<'a>(
        &self,
        book: &Book,
        proof: &'a Proof,
    ) -> Option<(&'a str, Range<usize>)> {
        let Include { file, anchor, .. } = proof.shown(book)?;
        let Range { start, end } = self.0[file].range(anchor.as_deref())?;
        Some((file, start + 1..end + 1))
    }

    /// Why a broken proof fails, in its words: what it says when it panics, the
    /// error that it returns, or that it does not end. `None` if something else
    /// fails, or if the test is not run at all.
    fn message<'a>(
        &self,
        book: &Book,
        proof: &Proof,
        said: &'a str,
    ) -> Option<Vec<&'a str>> {
        let lines = Vec::from_iter(said.lines().map(str::trim_end));
        let place = self.place(book, proof)?;
        let is_own = |line: &&str| names(line, PANIC, &place);
        if let Some(panic) = lines.iter().position(is_own) {
            let message = lines[panic + 1..].iter().copied();
            return Some(message.take_while(|line| !is_note(line)).collect());
        }
        if said.contains(PANIC) {
            return None;
        }
        let last = lines.last().copied()?;
        let is_error = last.starts_with("Error: ");
        let is_limit = last.contains(" was still running after ");
        (is_error || is_limit).then(|| vec![last])
    }
}

/// Whether `said` names, behind `word`, a line of the place.
fn names(said: &str, word: &str, place: &(&str, Range<usize>)) -> bool {
    let (file, range) = place;
    let mut lines = said.split(word).skip(1).filter_map(|place| {
        let place = place.trim_start_matches("tests/../");
        let place = place.strip_prefix(file)?;
        let mut numbers = place.split(|c: char| !c.is_ascii_digit());
        numbers.nth(1)?.parse::<usize>().ok()
    });
    lines.any(|line| range.contains(&line))
}

/// Runs a broken proof. It has to fail by itself, and what it says then has to
/// begin as the page shows.
fn fails(
    book: &Book,
    broken: &Broken,
    proof: &Proof,
    executable: PathBuf,
    overwrite: bool,
) -> Result<(), Failed> {
    let (Some(diff), Some(shown)) = (proof.diff, proof.said) else {
        return Ok(()); // a rule complains
    };
    let wrong = |what: &str, said: &str| {
        Err(format!("\n{}: {what}\n{said}", diff.place).into())
    };
    // ANCHOR: verdict
    let Err(said) = tests::run(book, executable, &proof.test_path(), false)
    else {
        return wrong("the proof passes with this change", "");
    };
    let Some(message) = broken.message(book, proof, &said) else {
        return wrong("with this change, the proof is not what fails", &said);
    };
    let expected = Vec::from_iter(shown.text.lines().map(str::trim_end));
    if !expected.is_empty() && message.starts_with(&expected) {
        return Ok(());
    }
    // ANCHOR_END: verdict
    if overwrite {
        return Ok(write_down(proof, &message)?);
    }
    let what = format!(
        "the broken proof says something else; \
         `PROOFREAD={BREAK},overwrite cargo test` writes it below"
    );
    wrong(&what, &said)
}

/// Whether `line` is about a panic, below its message.
fn is_note(line: &str) -> bool {
    let starts = ["note: ", "stack backtrace:", "thread '"];
    starts.iter().any(|start| line.starts_with(start))
}

/// Writes into its page what a broken proof says.
fn write_down(proof: &Proof, message: &[&str]) -> io::Result<()> {
    static PAGES: Mutex<()> = Mutex::new(());
    let _one_at_a_time = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
    // Others have changed the page since.
    let path = &proof.page.path;
    let page = Page::parse(path, fs::read_to_string(path)?);
    let proofs = proofs_of(&page);
    let now = proofs.iter().find(|it| it.id == proof.id);
    if let Some(Element { range, .. }) = now.and_then(|now| now.said) {
        let mut text = page.text.clone();
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let block = [&["```text"], message, &["```"]].concat().join(end);
        text.replace_range(range.clone(), &block);
        crate::write(path, &text)?;
    }
    Ok(())
}

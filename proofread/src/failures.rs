//! Has trybuild compile every program that must not compile.

use std::panic::set_hook;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs, io};

use libtest_mimic::{Failed, Trial};

use crate::book::Book;
use crate::made::Versions;
use crate::page::Include;
use crate::process::{Process, scratch};
use crate::{OVERWRITE, WORK, report};

/// The longest that a compilation may take with all that it needs.
pub const BUILD_LIMIT: Duration = Duration::from_secs(600);

/// One test for all of them, which trybuild compiles at once.
pub fn trial(book: &'static Book) -> Option<Trial> {
    let any = failures(book).next().is_some();
    any.then(|| report::test("what must not compile", || check(book)))
}

fn check(book: &Book) -> Result<(), Failed> {
    let (lines, passes) = compile(book, None)?;
    if passes {
        return Ok(());
    }
    let mut message = String::new();
    for (_, block, Include { file, .. }) in book.shown_rust() {
        let result = format!("test {file} ... ");
        let mut rest = lines.iter();
        if rest.any(|it| it.starts_with(&result) && !it.ends_with(" ok")) {
            let ends = ["test listings/", "note: If the actual output"];
            let ends = |line: &str| ends.iter().any(|it| line.starts_with(it));
            let said = Vec::from_iter(rest.take_while(|line| !ends(line)));
            let said = said.iter().map(|line| format!("{line}\n"));
            message += &format!(
                "\n{}: {file} does not fail as shown; `{OVERWRITE}` writes \
                 down what the compiler says\n{}",
                block.place,
                String::from_iter(said)
            );
        }
    }
    if message.is_empty() {
        message = lines.join("\n"); // what cargo says, for example
    }
    Err(message.into())
}

/// Writes down what the compiler says now.
pub fn write(book: &Book) -> io::Result<()> {
    compile(book, Some("overwrite"))?;
    for file in failures(book) {
        let message = file.replace(".rs", ".stderr");
        let text = fs::read_to_string(scratch("failures").join(&message))?;
        crate::write(&message, &text)?;
    }
    Ok(())
}

fn failures(book: &Book) -> impl Iterator<Item = &String> {
    book.listings
        .iter()
        .filter(|file| Book::is_failure(file) && file.ends_with(".rs"))
}

/// What trybuild prints, and whether all is as expected.
fn compile(
    book: &Book,
    overwrite: Option<&str>,
) -> io::Result<(Vec<String>, bool)> {
    let package = scratch("failures");
    make_package(book, &package)?;
    let mut command = Command::new(env::current_exe()?);
    command
        .current_dir(&package)
        .env(WORK, "failures")
        .env("CARGO_MANIFEST_DIR", &package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env("CARGO_PKG_NAME", "failures")
        .env("NO_COLOR", "")
        .envs(overwrite.map(|it| ("TRYBUILD", it)));
    let mut process = Process::start(command)?;
    let (lines, _) = process.output.rest(BUILD_LIMIT);
    let status = process.wait(BUILD_LIMIT);
    Ok((lines, status.is_some_and(|status| status.success())))
}

/// A package of its own, so that nothing is compiled that no failure needs.
fn make_package(book: &Book, package: &Path) -> io::Result<()> {
    let versions = Versions::of(book);
    let _ = fs::remove_dir_all(package.join("listings"));
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/main.rs"), "fn main() {}\n")?;
    fs::write(package.join("Cargo.lock"), &versions.lock_file)?;
    let files = book.listings.iter().filter(|file| Book::is_failure(file));
    let mut code = String::new();
    for file in files {
        let copy = package.join(file);
        fs::create_dir_all(copy.parent().expect("a folder"))?;
        let text = &book.source(file).expect("a listing").text;
        fs::write(&copy, text)?;
        code += text;
    }
    let manifest = versions.package("failures", &code);
    fs::write(package.join("Cargo.toml"), manifest)
}

/// What a copy of this process does, because trybuild prints what it finds.
pub fn work() -> ExitCode {
    set_hook(Box::new(|_| ())); // trybuild panics when it has said why
    trybuild::TestCases::new().compile_fail("listings/*/fail/*.rs");
    ExitCode::SUCCESS
}

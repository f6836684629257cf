#![doc = include_str!("../README.md")]

mod blocks;
mod book;
mod breaks;
mod failures;
#[cfg(test)]
mod fixtures;
mod links;
mod made;
mod page;
mod process;
mod report;
mod rules;
mod sessions;
mod source;
mod tests;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::{env, fs, io, thread};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

pub use process::{LIMIT, Lines, Process, program};

use book::Book;

/// What a book may set. Everything else is the same for all books.
#[derive(Clone, Default)]
pub struct Settings {
    /// What a server prints before its address, on its first line.
    pub listening: &'static str,
    /// Where programs of the book listen and connect if nobody says where.
    pub address: &'static str,
    /// What a session may run besides the programs of the book: a name, and
    /// what `NAME -h` has to mention where several makers use that name.
    pub tools: &'static [(&'static str, &'static str)],
    /// What stands in the directory in which a block is run: name and contents.
    pub files: &'static [(&'static str, &'static str)],
    /// The script of CI. A command that is a line of it is not replayed.
    pub ci_script: Option<&'static str>,
    /// Programs that readers take as a whole: the name, and how many lines they
    /// may have, where other blocks may have 25 and other programs 80.
    pub long: &'static [(&'static str, usize)],
    /// Pages that send readers on: they use items of an API, and explain none.
    pub indexes: &'static [&'static str],
}

/// The variable that has differences written down, not reported.
const OVERWRITE: &str = "PROOFREAD=overwrite cargo test";

/// The variable that tells a copy of this process what to do.
const WORK: &str = "PROOFREAD_WORK";

impl Settings {
    /// Verifies the book in the current directory, as the `main` of a test
    /// target with `harness = false`, and takes the arguments of any test.
    pub fn verify(self) -> ExitCode {
        match env::var(WORK).as_deref() {
            Ok("blocks") => return blocks::work(),
            Ok("failures") => return failures::work(),
            _ => {}
        }
        let mut args = Arguments::from_args();
        // Most of them wait most of the time.
        args.test_threads.get_or_insert(16);
        let load = || Book::load(vec![".".into()], self.clone());
        let asked = env::var("PROOFREAD").unwrap_or_default();
        let is_asked = |word| asked.split(',').any(|it| it == word);
        let overwrite = is_asked("overwrite");
        if is_asked(breaks::BREAK) {
            let book: &Book = Box::leak(Box::new(load()));
            let failed = match breaks::trials(book, overwrite) {
                Ok(trials) => has_failed(&args, trials),
                Err(what) => {
                    has_failed(&Arguments::default(), uncompiled(what))
                }
            };
            return end(failed);
        }
        if overwrite {
            for write in [
                made::write,
                made::write, // tables, from links that have been corrected
                failures::write,
                sessions::write,
            ] {
                if let Err(error) = write(&load()) {
                    eprintln!("{error}");
                    return ExitCode::FAILURE;
                }
            }
        }
        let book: &Book = Box::leak(Box::new(load()));

        // Cargo takes a while.
        let executables = thread::spawn(|| tests::executables(book));
        let mut pages = read(book);
        let links = report::test("every link leads somewhere", || {
            none(links::check(book)?)
        });
        pages.push(report::test("what is made from something else", || {
            none(made::check(book).complaints)
        }));
        let mut failed = has_failed(&args, pages);
        if failed {
            report::print();
        }

        let mut trials = run(book);
        let executables = executables.join();
        match executables.expect("the thread that has tests built") {
            Ok(executables) => trials.extend(tests::trials(book, executables)),
            Err(what) => {
                let trials = uncompiled(what);
                failed |= has_failed(&Arguments::default(), trials);
            }
        }
        trials.push(links);
        trials.reverse(); // what takes longest comes first
        failed |= has_failed(&args, trials);
        if args.filter.is_none() && args.skip.is_empty() && !args.list {
            let rest = report::test("every program has been run", move || {
                none(tests::not_started(book))
            });
            failed |= has_failed(&args, vec![rest]);
        }
        end(failed)
    }
}

fn has_failed(args: &Arguments, trials: Vec<Trial>) -> bool {
    libtest_mimic::run(args, trials).has_failed()
}

fn end(failed: bool) -> ExitCode {
    report::print();
    ExitCode::from(if failed { 101 } else { 0 })
}

/// A test that says why the tests cannot be built, whatever has been asked for.
fn uncompiled(mut what: String) -> Vec<Trial> {
    what += &of_readers(&what);
    vec![report::test("the tests compile", || Err(what.into()))]
}

/// What to tell readers who have worked in a book's own file of an exercise, if
/// that does not compile.
fn of_readers(said: &str) -> String {
    let words = said.split([' ', ':', '\n']);
    let paths = words.filter_map(|word| {
        let (_, path) = word.split_once("exercises/")?;
        let is_books = ["/start.rs", "/solution.rs"];
        is_books.iter().any(|it| path.ends_with(it)).then_some(path)
    });
    let paths = BTreeSet::from_iter(paths).into_iter();
    let lines = paths.map(|path| {
        let folder = path.rsplit_once('/').map_or("", |it| it.0);
        format!(
            "\nexercises/{path} does not compile. If you have changed it: copy \
             it to exercises/{folder}/mine.rs, which keeps your work, then \
             `git checkout exercises/{path}` brings the book's file back.\n"
        )
    });
    lines.collect()
}

/// What can be told from reading the pages.
fn read(book: &'static Book) -> Vec<Trial> {
    let rules = rules::RULES.iter().map(|(name, rule)| {
        report::test(name.replace('_', " "), move || none(rule(book)))
    });
    rules.collect()
}

/// What takes longer, since what the pages show is run.
fn run(book: &'static Book) -> Vec<Trial> {
    let mut trials = Vec::new();
    for page in book.pages.iter().chain(&book.documents) {
        if sessions::has_any(page) {
            let name = format!("session {}", page.path);
            trials.push(report::ignorable_test(name, || session(book, page)));
        }
    }
    trials.extend(failures::trial(book));
    trials.extend(blocks::trials(book));
    trials
}

fn session(book: &Book, page: &page::Page) -> Result<Completion, Failed> {
    if let Some(obstacle) = sessions::obstacle(book, page) {
        // On the machine that decides, nothing is left out.
        return match env::var_os("CI") {
            Some(_) => Err(format!("not replayed: {obstacle}").into()),
            None => Ok(Completion::ignored_with(obstacle)),
        };
    }
    none(sessions::replay(book, page, LIMIT).complaints)?;
    Ok(Completion::Completed)
}

/// Fails unless nothing is wrong.
fn none(wrong: Vec<String>) -> Result<(), Failed> {
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("\n{}\n", wrong.join("\n")).into()),
    }
}

/// Writes a file that has changed.
fn write(file: &str, text: &str) -> io::Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    eprintln!("wrote {file}: read what has changed");
    fs::write(file, text)
}

//! Has skeptic compile and run every Rust block, as readers see it.

use std::collections::BTreeSet;
use std::io::{self, BufRead, PipeWriter, Write};
use std::panic::{catch_unwind, set_hook};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use std::{env, fs};

use libtest_mimic::Trial;
use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;
use mdbook_driver::builtin_renderers::MarkdownRenderer;

use crate::book::Book;
use crate::page::Page;
use crate::process::{LIMIT, Process, profile};
use crate::{Settings, WORK, report};

/// What a worker prints after a block that passed, or failed.
const PASSED: &str = "\u{1}passed";
const FAILED: &str = "\u{1}failed";

/// A test for each program: excerpts of one file are the same program, since
/// what they do not show is in them all the same.
pub fn trials(book: &'static Book) -> Vec<Trial> {
    let pages = match expand(book) {
        Ok(pages) => pages,
        Err(error) => {
            return vec![report::test("blocks", || Err(error.into()))];
        }
    };
    let mut seen = BTreeSet::new();
    let mut trials = Vec::new();
    for (page, expanded) in book.pages.iter().zip(pages) {
        let blocks = page.elements.iter().filter(|it| it.is_rust());
        let texts = expanded.elements.iter().filter(|it| it.is_rust());
        for (block, text) in blocks.zip(texts) {
            let Some(fence @ ("rust" | "rust,no_run")) = block.info() else {
                continue;
            };
            let file = page.include(block).map(|include| &*include.file);
            if !seen.insert((fence, file)) {
                continue;
            }
            let file = file.unwrap_or("no listing");
            let text = whole(&text.text);
            let name = format!("block {} ({file})", block.place);
            let number = trials.len();
            trials.push(report::test(name, move || {
                let end = match fence {
                    "rust" => "listing::start()",
                    _ => "let _ = listing::start;", // compiled only
                };
                let program = in_template(&text, end, &book.settings);
                check(&program, number).map_err(|(what, said)| {
                    let what = format!("{}: this {what}", block.place);
                    let said = as_in_listing(&said, book, file);
                    format!("\n{what}:\n\n{said}").into()
                })
            }));
        }
    }
    trials
}

// ANCHOR: pages
/// The pages after mdBook has put them together, in the order of the book's.
fn expand(book: &Book) -> Result<Vec<Page>, String> {
    let error = |error| format!("mdBook: {error:?}");
    let mdbook = MDBook::load(book.root()).map_err(error)?;
    let renderer = MarkdownRenderer::new();
    let (expanded, _) = mdbook.preprocess_book(&renderer).map_err(error)?;
    let text = |page: &Page| {
        expanded.iter().find_map(|item| match item {
            BookItem::Chapter(chapter)
                if chapter.path.as_ref()?.with_extension("")
                    == *page.slug() =>
            {
                Some(chapter.content.clone())
            }
            _ => None,
        })
    };
    let pages = book.pages.iter();
    Ok(pages
        .map(|page| Page::parse(&page.path, text(page).unwrap_or_default()))
        .collect())
}
// ANCHOR_END: pages

/// A block with its hidden lines, as rustdoc reads them.
fn whole(block: &str) -> String {
    let shown = |line: &str| match line.trim_start() {
        "#" => "\n".to_owned(),
        hidden if hidden.starts_with("# ") => hidden[2..].to_owned() + "\n",
        _ => line.to_owned() + "\n",
    };
    block.lines().map(shown).collect()
}

// ANCHOR: template
/// A program that makes the files that a book speaks of, and then starts a
/// block, if `end` does: the whole of the block begins on the second line.
fn in_template(block: &str, end: &str, settings: &Settings) -> String {
    let files = settings.files.iter().map(|(name, contents)| {
        format!("std::fs::write({name:?}, {contents:?}).unwrap();")
    });
    let files: String = files.collect();
    format!(
        "mod listing {{
{block}
    pub fn start() -> impl std::process::Termination {{
        main()
    }}
}}

fn main() -> impl std::process::Termination {{
    {files}
    {end}
}}
"
    )
}
// ANCHOR_END: template

/// A copy of this process in which skeptic works, because skeptic prints what
/// the compiler says. It keeps executables, and has one thread: a process that
/// forks while another thread writes an executable keeps that file busy.
struct Worker {
    programs: PipeWriter,
    process: Process,
}

impl Worker {
    fn start() -> io::Result<Worker> {
        let mut command = Command::new(env::current_exe()?);
        command.env(WORK, "blocks").env("SKEPTIC_JOBS", "1");
        let (process, programs) = Process::start_with_input(command)?;
        Ok(Worker { programs, process })
    }
}

/// Compiles and runs a program; returns what went wrong, and what was said.
fn check(program: &str, number: usize) -> Result<(), Wrong> {
    static WORKERS: [Mutex<Option<Worker>>; 4] =
        [const { Mutex::new(None) }; 4];
    let slot = WORKERS[number % WORKERS.len()].lock();
    let mut slot = slot.unwrap_or_else(PoisonError::into_inner);
    let result = in_worker(&mut slot, program);
    result.unwrap_or_else(|error| Err(("cannot be run", error.to_string())))
}

/// What a block does that it should not, and what was said of it.
type Wrong = (&'static str, String);

fn in_worker(
    slot: &mut Option<Worker>,
    program: &str,
) -> io::Result<Result<(), Wrong>> {
    let file = tempfile::NamedTempFile::new()?;
    fs::write(&file, program)?;
    let worker = match slot {
        Some(worker) => worker,
        None => slot.insert(Worker::start()?),
    };
    writeln!(worker.programs, "{}", file.path().display())?;
    let start = Instant::now();
    let mut said = String::new();
    loop {
        let left = LIMIT.saturating_sub(start.elapsed());
        match worker.process.output.next(left) {
            Some(line) if line == PASSED => return Ok(Ok(())),
            Some(line) if line == FAILED => {
                return Ok(Err(("does not compile, or fails", said)));
            }
            Some(line) => said += &format!("{line}\n"),
            None => {
                *slot = None; // and with it, what runs there
                said += &format!("It was still running after {LIMIT:?}.");
                return Ok(Err(("does not end", said)));
            }
        }
    }
}

/// What a worker does.
pub fn work() -> ExitCode {
    set_hook(Box::new(|_| ())); // skeptic panics with its command line
    // From a folder in there, skeptic finds the libraries.
    let build = profile().join("build/proofread/out").display().to_string();
    for file in io::stdin().lock().lines().map_while(Result::ok) {
        let passes = catch_unwind(|| {
            let program = fs::read_to_string(file).expect("a program");
            let tuple = target_tuple::TARGET;
            skeptic::rt::run_test(".", &build, tuple, &program);
        });
        println!("\n{}", if passes.is_ok() { PASSED } else { FAILED });
    }
    ExitCode::SUCCESS
}

/// A message about the second line of `/tmp/…/test.rs` is about the first line
/// of the listing, and so on: but anchor comments are in the listing only.
fn as_in_listing(message: &str, book: &Book, file: &str) -> String {
    let Some(source) = book.source(file) else {
        return message.to_owned();
    };
    let numbers = source.lines_without_marks();
    let lines = message.lines().map(|line| {
        let place = line.split_once("test.rs:");
        let Some((before, (number, rest))) =
            place.and_then(|(it, rest)| Some((it, rest.split_once(':')?)))
        else {
            return format!("{line}\n");
        };
        let path = before.rfind(' ').map_or(0, |space| space + 1);
        let listed =
            number.parse().ok().and_then(|it: usize| it.checked_sub(2));
        match listed.and_then(|it| numbers.get(it)) {
            Some(n) => format!("{}{file}:{n}:{rest}\n", &before[..path]),
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

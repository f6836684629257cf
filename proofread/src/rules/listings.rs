//! The files that the pages include.

use std::path::Path;

use crate::book::{Book, Target};
use crate::made;
use crate::page::Include;
use crate::source::Mark;

/// A listing that is not registered is compiled by nobody.
pub fn every_listing_is_registered(book: &Book) -> Vec<String> {
    let exists = |file: &String| book.listings.contains(file);
    let mut wrong = Vec::new();
    for file in &book.listings {
        let is_misplaced = file.contains("/fail/") && !Book::is_failure(file);
        let (is_registered, todo) = if is_misplaced {
            (false, "move it to `listings/PAGE/fail/`")
        } else if file.ends_with(".stderr") {
            let program = file.replace(".stderr", ".rs");
            (
                Book::is_failure(file) && exists(&program),
                "keep it in fail/, beside its program",
            )
        } else if Book::is_failure(file) {
            (
                exists(&message(file)),
                "let `PROOFREAD=overwrite cargo test` write its `.stderr`",
            )
        } else if file.ends_with("/proofs.rs") {
            (
                book.is_proven(file),
                "let `PROOFREAD=overwrite cargo test` make it a module of \
                 tests/proofs.rs",
            )
        } else {
            (
                book.program(file).is_some(),
                "make it a `[[bin]]` in Cargo.toml",
            )
        };
        if !is_registered {
            wrong.push(format!("{file}:1: nothing checks this file; {todo}"));
        }
    }
    wrong
}

/// What no page shows, no page explains.
pub fn every_listing_is_shown(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in book.listings.iter().chain(&book.diagrams) {
        if !book.includes().any(|include| include.file == *file) {
            wrong.push(format!(
                "{file}:1: no page shows this file; include or remove it"
            ));
        }
    }
    wrong
}

/// An expected failure is shown with what the compiler says to it.
pub fn every_failure_is_shown_with_its_message(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, block, include) in book.shown_rust() {
        let message = message(&include.file);
        let mut includes = page.includes.iter();
        if Book::is_failure(&include.file)
            && !includes.any(|i| i.file == message)
        {
            let place = &block.place;
            wrong.push(format!(
                "{place}: the compiler's message is missing; \
                 include `{message}` in a `text` block below"
            ));
        }
    }
    wrong
}

/// The name on a page is the name of the file and the name to run.
pub fn every_program_is_named_after_its_file(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for Target {
        place,
        name,
        path,
        is_tested,
    } in &book.programs
    {
        let is_listing = path.starts_with("listings/");
        if !is_listing || !path.ends_with(&format!("/{name}.rs")) {
            wrong.push(format!(
                "{place}: the file of `{name}` has another name or place; \
                 make it `listings/PAGE/{name}.rs`"
            ));
        }
        if *is_tested {
            wrong.push(format!(
                "{place}: `{name}` has no tests to build; add `test = false`"
            ));
        }
    }
    wrong
}

/// An anchor that stays open shows the rest of its file.
pub fn every_anchor_is_closed(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in book.sources() {
        let marks = source.marks();
        for (n, (place, mark)) in marks.iter().enumerate() {
            let Mark::Open(name) = mark else { continue };
            let mut later = marks[n + 1..].iter().map(|(_, mark)| mark);
            let next = later.find(|mark| {
                [&Mark::Open(name), &Mark::Close(name)].contains(mark)
            });
            if next != Some(&Mark::Close(name)) {
                wrong.push(format!(
                    "{place}: `{name}` stays open; write `ANCHOR_END: {name}`"
                ));
            }
        }
    }
    wrong
}

pub fn every_anchor_is_used(book: &Book) -> Vec<String> {
    let changes = Vec::from_iter(book.pages.iter().flat_map(made::changes));
    let mut wrong = Vec::new();
    for source in book.sources() {
        for (place, mark) in source.marks() {
            let is_included = book.includes().any(|include| {
                include.file == source.path
                    && include.anchor.as_deref().map(Mark::Open) == Some(mark)
            });
            let is_used = is_included
                || changes.iter().any(|(name, anchor)| {
                    let program = book.program(&source.path);
                    program.is_some_and(|program| program.name == *name)
                        && mark == Mark::Open(anchor)
                });
            if let Mark::Open(name) = mark
                && !is_used
            {
                wrong.push(format!(
                    "{place}: no page shows `{name}`; include or remove it"
                ));
            }
        }
    }
    wrong
}

/// What `mdbook serve` does not watch changes on no page until it is restarted.
pub fn every_included_file_is_watched(book: &Book) -> Vec<String> {
    let config = book.source("book.toml").map(|source| source.text);
    let config: toml::Table = config
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    let folders = config
        .get("build")
        .and_then(|build| build.get("extra-watch-dirs")?.as_array());
    let folders: Vec<_> = folders.into_iter().flatten().collect();
    let mut wrong = Vec::new();
    for Include { place, file, .. } in book.includes() {
        let mut folders = folders.iter().filter_map(|folder| folder.as_str());
        let is_page = file.starts_with("src/");
        if !is_page && !folders.any(|it| Path::new(file).starts_with(it)) {
            let folder = file.split('/').next().unwrap_or_default();
            wrong.push(format!(
                "{place}: `mdbook serve` does not watch `{file}`; add \
                 {folder:?} to `build.extra-watch-dirs` in book.toml"
            ));
        }
    }
    wrong
}

/// Where the compiler's message to an expected failure is kept.
fn message(failure: &str) -> String {
    failure.replace(".rs", ".stderr")
}

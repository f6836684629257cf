//! Each check is seen to fail, and to pass what is sound.
//!
//! A fixture says in a file `expected.txt`, or in a `.txt` of its name, what is
//! found in it. `SNAPSHOTS=overwrite cargo test -p proofread` writes that down
//! anew, for somebody to read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, thread};

use snapbox::{Data, assert_data_eq};

use crate::book::Book;
use crate::breaks::apply;
use crate::links::{Checker, Html};
use crate::page::Page;
use crate::process::LIMIT;
use crate::rules::{RULES, every_break_applies};
use crate::sessions::{obstacle, replay};
use crate::source::Source;
use crate::tests::not_compiled;
use crate::{Settings, made, of_readers};

/// `fixtures/rules/RULE/FAULT/` holds what differs from the sound book, and
/// every violation that the rule finds in it.
#[test]
fn every_rule_rejects_its_fixtures() {
    for (name, rule) in RULES {
        for fault in folders(&fixture("rules").join(name)) {
            let fault = fixture("rules").join(name).join(fault);
            expect(rule(&with_fault(&fault)), &fault.join("expected.txt"));
        }
    }
}

#[test]
fn a_sound_book_obeys_every_rule() {
    let book = sound();
    let wrong = RULES.iter().flat_map(|(_, rule)| rule(&book));
    assert_eq!(Vec::from_iter(wrong), Vec::<String>::new());
}

#[test]
fn every_rule_has_fixtures_and_every_fixture_a_rule() {
    let rules = RULES.iter().map(|(name, _)| name.to_string());
    let expected: BTreeSet<_> = rules.chain(["sound".into()]).collect();
    assert_eq!(folders(&fixture("rules")), expected);
}

#[test]
fn a_proof_that_is_shown_and_not_compiled_is_found() {
    let found = |tests: &[String]| {
        let book = sound();
        let found = not_compiled(&book, tests).map(|(_, what)| what);
        Vec::from_iter(found)
    };
    assert_eq!(found(&["reading::read_some".into()]), Vec::<String>::new());
    assert_eq!(
        found(&["reading::other".into()]),
        [
            "src/reading.md:51: nothing runs the test `reading::read_some` \
             here; take away what keeps it in listings/reading/proofs.rs from \
             being compiled"
        ]
    );
}

#[test]
fn a_readers_change_that_does_not_compile_is_told_in_a_line() {
    let said = "error\n --> tests/../exercises/reading/some/start.rs:3:5\n \
                --> tests/../exercises/reading/some/check.rs:1:1\n";
    assert_eq!(
        of_readers(said),
        "\nexercises/reading/some/start.rs does not compile. If you have \
         changed it: copy it to exercises/reading/some/mine.rs, which keeps \
         your work, then `git checkout exercises/reading/some/start.rs` brings \
         the book's file back.\n"
    );
    assert_eq!(of_readers("error\n --> tests/proofs.rs:1:1\n"), "");
}

#[test]
fn a_break_changes_its_own_place_and_keeps_empty_lines() {
    let proofs = Source {
        path: "proofs.rs".into(),
        text: "one\n// ANCHOR: a\n\none\n\ntwo\n// ANCHOR_END: a\n".into(),
    };
    let diff = "\n-one\n+1\n \n two\n@@\n-two\n+2\n+\n";
    assert_eq!(
        apply(proofs, Some("a"), diff).unwrap().text,
        "one\n// ANCHOR: a\n\n1\n\n2\n\n// ANCHOR_END: a\n"
    );
}

#[test]
fn what_is_not_as_it_is_made_is_found_and_made() {
    assert_eq!(made::check(&sound()).complaints, Vec::<String>::new());
    for fault in folders(&fixture("made")) {
        let fault = fixture("made").join(fault);
        let made = made::check(&with_fault(&fault));
        expect(made.complaints, &fault.join("expected.txt"));
        for (file, text) in made.files {
            expect(vec![text], &fault.join("made").join(file));
        }
    }
}

/// As git writes files on Windows.
#[test]
fn another_line_break_is_no_difference_and_is_kept() {
    let with_crlf = |text: &str| text.replace('\n', "\r\n");
    let layer = tempfile::tempdir().unwrap();
    for file in [
        "src/programs.md",
        "src/reading.md",
        "listings/reading/proofs.rs",
        "tests/proofs.rs",
    ] {
        let copy = layer.path().join(file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        let text = fs::read_to_string(fixture("rules/sound").join(file));
        fs::write(copy, with_crlf(&text.unwrap())).unwrap();
    }
    let book = with_fault(layer.path());
    assert_eq!(made::check(&book).complaints, Vec::<String>::new());
    assert_eq!(every_break_applies(&book), Vec::<String>::new());

    let page = "Nothing changes.\n\n```console\n$ cargo test\n```";
    let page = Page::parse("page.md", with_crlf(page));
    let settings = Settings {
        ci_script: Some("ci-script"),
        ..Settings::default()
    };
    let book = Book::load(vec![fixture("sessions")], settings);
    let replayed = replay(&book, &page, LIMIT);
    assert_eq!(replayed.complaints, Vec::<String>::new());
    assert_eq!(replayed.text, page.text);
}

#[test]
fn what_is_wrong_with_a_link_is_found() {
    let book =
        Book::load(vec!["../examples/two-pages".into()], Settings::default());
    let mut checker = Checker::new(&book);
    for path in pages("links") {
        let found =
            checker.check(&Html::of_markdown(&read(&path), ".".as_ref()));
        match path.ends_with("fine.md") {
            true => assert_eq!(found, Vec::<String>::new()),
            false => expect(found, &Path::new(&path).with_extension("txt")),
        }
    }
}

/// The session of a page differs from the page as its `.txt` says, or not at
/// all if there is none; the page as it should be is in `made/`.
#[test]
fn a_session_that_differs_from_its_page_is_found() {
    let settings = Settings {
        listening: "listening on ",
        address: "127.0.0.1:6142",
        tools: &[
            ("cat", ""),
            ("echo", ""),
            ("ls", ""),
            ("nc", "OpenBSD"),
            ("printf", ""),
            ("rm", ""),
            ("tr", ""),
        ],
        ci_script: Some("ci-script"),
        ..Settings::default()
    };
    let mut book = Book::load(vec![fixture("sessions")], settings);
    book.executables = "examples";
    thread::scope(|scope| {
        for path in pages("sessions") {
            let book = &book;
            scope.spawn(move || {
                let page = read(&path);
                if let Some(obstacle) = obstacle(book, &page) {
                    assert!(env::var_os("CI").is_none(), "{path}: {obstacle}");
                    return println!("{path}: not replayed, {obstacle}");
                }
                let limit = match &page.text {
                    text if text.contains("never") => {
                        Duration::from_millis(100)
                    }
                    _ => LIMIT,
                };
                let replayed = replay(book, &page, limit);
                let expected = Path::new(&path).with_extension("txt");
                match path.ends_with("sound.md") || path.ends_with("unix.md") {
                    true => {
                        assert_eq!(replayed.complaints, Vec::<String>::new())
                    }
                    false => expect(replayed.complaints, &expected),
                }
                if replayed.text != page.text {
                    let made = page.path.replace("sessions/", "sessions/made/");
                    expect(vec![replayed.text], Path::new(&made));
                }
            });
        }
    });
}

#[test]
fn the_readme_shows_what_the_smallest_book_has() {
    let readme = fs::read_to_string("README.md").unwrap();
    let book =
        fs::read_to_string("../examples/two-pages/tests/book.rs").unwrap();
    assert!(readme.contains(&format!("```rust\n{book}```\n")));
}

fn pages(folder: &str) -> Vec<String> {
    let files = folders(&fixture(folder)).into_iter();
    let files = files.filter(|file| file.ends_with(".md"));
    files
        .map(|file| format!("fixtures/{folder}/{file}"))
        .collect()
}

fn read(path: &str) -> Page {
    Page::parse(path, fs::read_to_string(path).expect(path))
}

fn sound() -> Book {
    Book::load(vec![fixture("rules/sound")], Settings::default())
}

fn with_fault(fault: &Path) -> Book {
    let layers = vec![fault.to_owned(), fixture("rules/sound")];
    Book::load(layers, Settings::default())
}

/// Compares what was found, which is something, with what a file says.
fn expect(found: Vec<String>, file: &Path) {
    assert!(!found.is_empty(), "nothing found: {}", file.display());
    let found = Data::text(found.join("\n").trim_end().to_owned() + "\n");
    assert_data_eq!(found.raw(), Data::read_from(file, None).raw());
}

fn fixture(name: &str) -> PathBuf {
    Path::new("fixtures").join(name)
}

fn folders(path: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| {
        panic!("cannot read {}: {error}", path.display())
    });
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

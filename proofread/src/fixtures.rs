//! Each check is seen to fail, and to pass what is sound.
//!
//! A fixture says in a file `expected.txt`, or in a `.txt` of its name, what is
//! found in it. `SNAPSHOTS=overwrite cargo test -p proofread` writes that down
//! anew, for somebody to read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use snapbox::{Data, assert_data_eq};

use crate::Settings;
use crate::book::Book;
use crate::made;
use crate::rules::RULES;

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

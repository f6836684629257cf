//! The book obeys its own rules, and each rule is seen to fail.
//!
//! mdBook exits with 0 on almost everything: a missing file, a missing anchor,
//! a misspelt fence. These tests stand between a reader and an empty block.

mod model;
mod page;
mod rules;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use model::Book;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const FIXTURES: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/book/fixtures");

static BOOK: LazyLock<Book> = LazyLock::new(|| Book::load(vec![ROOT.into()]));

type Rule = fn(&Book) -> Vec<String>;

/// Makes each rule a test of the book, and lists them all.
macro_rules! the_book_obeys {
    ($($rule:ident)*) => {
        const RULES: &[(&str, Rule)] =
            &[$((stringify!($rule), rules::$rule)),*];

        $(#[test]
        fn $rule() {
            let wrong = rules::$rule(&BOOK);
            assert!(wrong.is_empty(), "\n\n{}\n", wrong.join("\n"));
        })*
    };
}

the_book_obeys! {
    every_fence_is_known
    every_rust_block_is_one_include
    every_directive_is_a_whole_block
    every_include_shows_what_it_names
    every_anchor_is_closed
    every_anchor_is_used
    every_fence_suits_its_file
    every_no_run_program_is_run_by_a_test
    every_listing_is_registered
    every_listing_is_shown
    every_failure_is_shown_with_its_message
    every_program_is_named_after_its_file
    every_page_is_in_the_summary
    every_mark_leads_to_a_proof
    every_proof_is_run
    every_proof_is_cited
    every_test_among_the_proofs_is_shown
    every_annotation_is_explained
    every_block_is_short
    every_block_ends_at_its_own_fence
    every_item_is_in_the_api_index
}

#[test]
fn a_sound_book_obeys_every_rule() {
    let book = Book::load(vec![fixture("sound")]);
    let wrong: Vec<_> =
        RULES.iter().flat_map(|(_, rule)| rule(&book)).collect();
    assert!(wrong.is_empty(), "\n\n{}\n", wrong.join("\n"));
}

/// `fixtures/RULE/FAULT/` holds what differs from the sound book, and in
/// `expected.txt` every violation that the rule finds in it.
#[test]
fn every_rule_rejects_its_fixtures() {
    let mut problems = Vec::new();
    for (name, rule) in RULES {
        for fault in folders(&fixture(name)) {
            let fault = fixture(name).join(fault);
            let expected = fs::read_to_string(fault.join("expected.txt"));
            let expected = expected.expect("expected.txt");
            let book = Book::load(vec![fault.clone(), fixture("sound")]);
            let found: String = rule(&book)
                .iter()
                .map(|wrong| format!("{wrong}\n"))
                .collect();
            if found.is_empty() || found != expected {
                problems.push(format!(
                    "{}\nexpected:\n{expected}found:\n{found}",
                    fault.display()
                ));
            }
        }
    }
    assert!(problems.is_empty(), "\n\n{}\n", problems.join("\n"));
}

#[test]
fn every_rule_has_fixtures_and_every_fixture_a_rule() {
    let rules = RULES.iter().map(|(name, _)| name.to_string());
    let expected: BTreeSet<_> = rules.chain(["sound".into()]).collect();
    assert_eq!(folders(Path::new(FIXTURES)), expected);

    for (name, _) in RULES {
        assert!(!folders(&fixture(name)).is_empty(), "{name} has no fixture");
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(FIXTURES).join(name)
}

fn folders(path: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| {
        panic!("cannot read {}: {error}", path.display())
    });
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

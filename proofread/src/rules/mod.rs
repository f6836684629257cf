//! What every page and every listing has to obey.
//!
//! A rule is a function from a book to its violations, each of them
//! `file:line: what is wrong; what to do`. It is seen to fail on the books in
//! `fixtures/rules/RULE/`.

mod claims;
mod listings;
mod pages;

pub use claims::*;
pub use listings::*;
pub use pages::*;

use crate::book::Book;

pub type Rule = fn(&Book) -> Vec<String>;

/// Lists the rules with their names, those first that make others fail.
macro_rules! rules {
    ($($rule:ident)*) => {
        pub const RULES: &[(&str, Rule)] = &[$((stringify!($rule), $rule)),*];
    };
}

rules! {
    every_page_is_in_the_summary
    every_fence_is_known
    every_rust_block_is_one_include
    every_directive_is_a_whole_block
    every_program_is_named_after_its_file
    every_include_shows_what_it_names
    every_anchor_is_closed
    every_block_ends_at_its_own_fence
    every_listing_is_registered
    every_listing_is_shown
    every_anchor_is_used
    every_fence_suits_its_file
    every_included_file_is_watched
    every_session_is_replayed
    every_failure_is_shown_with_its_message
    every_mark_leads_to_a_proof
    every_proof_is_run
    every_proof_states_its_claim
    every_proof_is_cited
    every_test_among_the_proofs_is_shown
    every_proof_has_a_break
    every_break_applies
    every_annotation_is_explained
    every_block_is_short
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-afterwards.rs"]
mod wrong_afterwards;
#[path = "wrong-cut.rs"]
mod wrong_cut;
#[path = "wrong-one-too-few.rs"]
mod wrong_one_too_few;

crate::exercise! {
    "limits/bounded-line", exercises::bounded_line::check, line,
    start solution wrong_afterwards wrong_cut wrong_one_too_few
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-afterwards.rs"]
mod wrong_afterwards;
#[path = "wrong-cut.rs"]
mod wrong_cut;
#[path = "wrong-empty-is-the-end.rs"]
mod wrong_empty_is_the_end;
#[path = "wrong-one-too-few.rs"]
mod wrong_one_too_few;
#[path = "wrong-one-too-many.rs"]
mod wrong_one_too_many;

crate::exercise! {
    "limits/bounded-line", exercises::bounded_line::check, line,
    start solution wrong_afterwards wrong_cut wrong_empty_is_the_end
    wrong_one_too_few wrong_one_too_many
}

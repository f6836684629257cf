//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-together.rs"]
mod wrong_all_together;
#[path = "wrong-counts-the-refused.rs"]
mod wrong_counts_the_refused;
#[path = "wrong-frees-all.rs"]
mod wrong_frees_all;
#[path = "wrong-never-freed.rs"]
mod wrong_never_freed;

crate::exercise! {
    "accepting/four-each", exercises::four_each::check, door,
    start solution wrong_all_together wrong_counts_the_refused
    wrong_frees_all wrong_never_freed
}

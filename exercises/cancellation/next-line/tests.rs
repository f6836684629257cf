//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-at-once.rs"]
mod wrong_all_at_once;
#[path = "wrong-cleared.rs"]
mod wrong_cleared;
#[path = "wrong-never-cleared.rs"]
mod wrong_never_cleared;
#[path = "wrong-read-first.rs"]
mod wrong_read_first;
#[path = "wrong-rest-dropped.rs"]
mod wrong_rest_dropped;

crate::exercise! {
    "cancellation/next-line", exercises::next_line::check, next_line,
    start solution
    wrong_all_at_once wrong_cleared wrong_never_cleared wrong_read_first
    wrong_rest_dropped
}

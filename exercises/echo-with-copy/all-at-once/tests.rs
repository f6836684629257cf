//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-awaited.rs"]
mod wrong_awaited;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-overwritten.rs"]
mod wrong_overwritten;
#[path = "wrong-too-early.rs"]
mod wrong_too_early;

crate::exercise! {
    "echo-with-copy/all-at-once", exercises::all_at_once::check, serve,
    start solution wrong_awaited wrong_one_read wrong_overwritten
    wrong_too_early
}

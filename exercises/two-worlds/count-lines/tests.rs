//! What the check says of each version.

#[path = "right-own-thread.rs"]
mod right_own_thread;
mod solution;
mod start;
#[path = "wrong-in-place.rs"]
mod wrong_in_place;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-swallow.rs"]
mod wrong_swallow;
#[path = "wrong-thread.rs"]
mod wrong_thread;
#[path = "wrong-whole.rs"]
mod wrong_whole;

crate::exercise! {
    "two-worlds/count-lines", exercises::count_lines::check, count,
    start solution right_own_thread wrong_in_place wrong_one_read wrong_swallow
    wrong_thread wrong_whole
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-of-it.rs"]
mod wrong_all_of_it;
#[path = "wrong-last-read.rs"]
mod wrong_last_read;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-thrown-away.rs"]
mod wrong_thrown_away;

crate::exercise! {
    "peer-still-there/give-up", exercises::give_up::check, work,
    start solution wrong_all_of_it wrong_last_read wrong_one_read
    wrong_thrown_away
}

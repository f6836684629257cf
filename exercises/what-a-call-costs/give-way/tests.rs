//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-read-first.rs"]
mod wrong_all_read_first;
#[path = "wrong-asleep.rs"]
mod wrong_asleep;
#[path = "wrong-each-error.rs"]
mod wrong_each_error;
#[path = "wrong-each-line.rs"]
mod wrong_each_line;
#[path = "wrong-once.rs"]
mod wrong_once;
#[path = "wrong-unlucky.rs"]
mod wrong_unlucky;

crate::exercise! {
    "what-a-call-costs/give-way", exercises::give_way::check, count_errors,
    start solution wrong_all_read_first wrong_asleep wrong_each_error
    wrong_each_line wrong_once wrong_unlucky
}

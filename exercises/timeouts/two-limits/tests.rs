//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-each-read.rs"]
mod wrong_each_read;
#[path = "wrong-goes-round.rs"]
mod wrong_goes_round;
#[path = "wrong-half.rs"]
mod wrong_half;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-whole.rs"]
mod wrong_whole;

crate::exercise! {
    "timeouts/two-limits", exercises::two_limits::check, request,
    start solution wrong_each_read wrong_goes_round wrong_half wrong_one_read
    wrong_whole
}

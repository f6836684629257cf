//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-after-the-head.rs"]
mod wrong_after_the_head;
#[path = "wrong-buffered.rs"]
mod wrong_buffered;
#[path = "wrong-from-the-start.rs"]
mod wrong_from_the_start;
#[path = "wrong-in-part.rs"]
mod wrong_in_part;
#[path = "wrong-joined.rs"]
mod wrong_joined;

crate::exercise! {
    "what-copying-costs/no-copy", exercises::no_copy::check, send,
    start solution wrong_after_the_head wrong_buffered wrong_from_the_start
    wrong_in_part wrong_joined
}

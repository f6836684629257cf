//! What the check says of each version.

#[path = "right-by-hand.rs"]
mod right_by_hand;
mod solution;
mod start;
#[path = "wrong-after-the-head.rs"]
mod wrong_after_the_head;
#[path = "wrong-buffered.rs"]
mod wrong_buffered;
#[path = "wrong-flushed.rs"]
mod wrong_flushed;
#[path = "wrong-for-ever.rs"]
mod wrong_for_ever;
#[path = "wrong-from-the-start.rs"]
mod wrong_from_the_start;
#[path = "wrong-in-part.rs"]
mod wrong_in_part;
#[path = "wrong-joined.rs"]
mod wrong_joined;
#[path = "wrong-rest-joined.rs"]
mod wrong_rest_joined;

crate::exercise! {
    "what-copying-costs/no-copy", exercises::no_copy::check, send,
    start solution right_by_hand wrong_after_the_head wrong_buffered
    wrong_flushed wrong_for_ever wrong_from_the_start wrong_in_part
    wrong_joined wrong_rest_joined
}

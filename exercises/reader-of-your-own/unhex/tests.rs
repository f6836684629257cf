//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-filled-and-pending.rs"]
mod wrong_filled_and_pending;
#[path = "wrong-half-at-the-end.rs"]
mod wrong_half_at_the_end;
#[path = "wrong-nothing-filled.rs"]
mod wrong_nothing_filled;
#[path = "wrong-pending.rs"]
mod wrong_pending;

crate::exercise! {
    "reader-of-your-own/unhex", exercises::unhex::check, unhex,
    start solution wrong_filled_and_pending wrong_half_at_the_end wrong_nothing_filled wrong_pending
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-any-error.rs"]
mod wrong_any_error;
#[path = "wrong-gives-up.rs"]
mod wrong_gives_up;
#[path = "wrong-never-waits.rs"]
mod wrong_never_waits;
#[path = "wrong-skips.rs"]
mod wrong_skips;
#[path = "wrong-starts-over.rs"]
mod wrong_starts_over;
#[path = "wrong-takes-part-for-all.rs"]
mod wrong_takes_part_for_all;

crate::exercise! {
    "ready-or-not/send-all", exercises::send_all::check, send_all,
    start solution wrong_any_error wrong_gives_up wrong_never_waits wrong_skips
    wrong_starts_over wrong_takes_part_for_all
}

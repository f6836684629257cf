//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-closed.rs"]
mod wrong_closed;
#[path = "wrong-detached.rs"]
mod wrong_detached;
#[path = "wrong-first-only.rs"]
mod wrong_first_only;
#[path = "wrong-not-waited-for.rs"]
mod wrong_not_waited_for;

crate::exercise! {
    "shutting-down/second-signal", exercises::second_signal::check, drain,
    start solution wrong_closed wrong_detached wrong_first_only
    wrong_not_waited_for
}

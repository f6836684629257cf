//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-again.rs"]
mod wrong_again;
#[path = "wrong-never-zero.rs"]
mod wrong_never_zero;
#[path = "wrong-writes-nothing.rs"]
mod wrong_writes_nothing;

crate::exercise! {
    "writing/write-all", exercises::write_all::check, write_all,
    start solution wrong_again wrong_never_zero wrong_writes_nothing
}

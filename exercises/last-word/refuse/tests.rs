//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-done-first.rs"]
mod wrong_done_first;
#[path = "wrong-reads-first.rs"]
mod wrong_reads_first;
#[path = "wrong-reads-nothing.rs"]
mod wrong_reads_nothing;
#[path = "wrong-reads-on.rs"]
mod wrong_reads_on;
#[path = "wrong-stays-open.rs"]
mod wrong_stays_open;

crate::exercise! {
    "last-word/refuse", exercises::refuse::check, refuse,
    start solution wrong_done_first wrong_reads_first wrong_reads_nothing
    wrong_reads_on wrong_stays_open
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-end-is-ok.rs"]
mod wrong_end_is_ok;
#[path = "wrong-no-end.rs"]
mod wrong_no_end;
#[path = "wrong-overwrites.rs"]
mod wrong_overwrites;
#[path = "wrong-reads-ahead.rs"]
mod wrong_reads_ahead;

crate::exercise! {
    "reading/read-exact", exercises::read_exact::check, read_exact,
    start solution wrong_end_is_ok wrong_no_end wrong_overwrites
    wrong_reads_ahead
}

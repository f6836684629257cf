//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-any-error.rs"]
mod wrong_any_error;
#[path = "wrong-exact.rs"]
mod wrong_exact;
#[path = "wrong-short-read.rs"]
mod wrong_short_read;

crate::exercise! {
    "end-of-stream/collect", exercises::collect::check, collect,
    start solution wrong_any_error wrong_exact wrong_short_read
}

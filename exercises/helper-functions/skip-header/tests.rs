//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-buffered.rs"]
mod wrong_buffered;
#[path = "wrong-in-memory.rs"]
mod wrong_in_memory;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-short.rs"]
mod wrong_short;

crate::exercise! {
    "helper-functions/skip-header", exercises::skip_header::check, copy_body,
    start solution wrong_buffered wrong_in_memory wrong_one_read wrong_short
}

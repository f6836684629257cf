//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-again.rs"]
mod wrong_again;
#[path = "wrong-chunks.rs"]
mod wrong_chunks;
#[path = "wrong-pairs.rs"]
mod wrong_pairs;
#[path = "wrong-whole.rs"]
mod wrong_whole;

crate::exercise! {
    "timeouts/slow-reader", exercises::slow_reader::check, send,
    start solution wrong_again wrong_chunks wrong_pairs wrong_whole
}

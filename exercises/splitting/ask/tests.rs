//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-afterwards.rs"]
mod wrong_afterwards;
#[path = "wrong-in-turn.rs"]
mod wrong_in_turn;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-one-write.rs"]
mod wrong_one_write;

crate::exercise! {
    "splitting/ask", exercises::ask::check, ask,
    start solution wrong_afterwards wrong_in_turn wrong_one_read wrong_one_write
}

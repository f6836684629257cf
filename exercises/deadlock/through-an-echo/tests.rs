//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-behind-the-count.rs"]
mod wrong_behind_the_count;
#[path = "wrong-in-chunks.rs"]
mod wrong_in_chunks;
#[path = "wrong-no-end.rs"]
mod wrong_no_end;
#[path = "wrong-select.rs"]
mod wrong_select;
#[path = "wrong-write-all-again.rs"]
mod wrong_write_all_again;

crate::exercise! {
    "deadlock/through-an-echo", exercises::through_an_echo::check, exchange,
    start solution wrong_behind_the_count wrong_in_chunks wrong_no_end
    wrong_select wrong_write_all_again
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-as-text.rs"]
mod wrong_as_text;
#[path = "wrong-at-the-end.rs"]
mod wrong_at_the_end;
#[path = "wrong-one-write.rs"]
mod wrong_one_write;
#[path = "wrong-whole-buffer.rs"]
mod wrong_whole_buffer;

crate::exercise! {
    "echo-by-hand/rot13", exercises::rot13::check, rot13,
    start solution wrong_as_text wrong_at_the_end wrong_one_write
    wrong_whole_buffer
}

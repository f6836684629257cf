//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-characters.rs"]
mod wrong_characters;
#[path = "wrong-flushed-often.rs"]
mod wrong_flushed_often;
#[path = "wrong-in-part.rs"]
mod wrong_in_part;
#[path = "wrong-never-flushed.rs"]
mod wrong_never_flushed;
#[path = "wrong-short-buffer.rs"]
mod wrong_short_buffer;

crate::exercise! {
    "small-writes/one-write", exercises::one_write::check, respond,
    start solution wrong_characters wrong_flushed_often wrong_in_part
    wrong_never_flushed wrong_short_buffer
}

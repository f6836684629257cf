//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-carried.rs"]
mod wrong_carried;
#[path = "wrong-chunk-borders.rs"]
mod wrong_chunk_borders;
#[path = "wrong-small-buffer.rs"]
mod wrong_small_buffer;
#[path = "wrong-unlucky.rs"]
mod wrong_unlucky;
#[path = "wrong-whole-file.rs"]
mod wrong_whole_file;

crate::exercise! {
    "buffered-files/count-words", exercises::count_words::check, count_words,
    start solution wrong_carried wrong_chunk_borders wrong_small_buffer
    wrong_unlucky wrong_whole_file
}

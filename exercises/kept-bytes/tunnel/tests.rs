//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-new-reader.rs"]
mod wrong_new_reader;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-rest-first.rs"]
mod wrong_rest_first;

crate::exercise! {
    "kept-bytes/tunnel", exercises::tunnel::check, tunnel,
    start solution wrong_new_reader wrong_one_read wrong_rest_first
}

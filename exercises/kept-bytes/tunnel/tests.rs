//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-new-reader.rs"]
mod wrong_new_reader;
#[path = "wrong-one-read.rs"]
mod wrong_one_read;
#[path = "wrong-passed-on.rs"]
mod wrong_passed_on;
#[path = "wrong-rest-first.rs"]
mod wrong_rest_first;
#[path = "wrong-shown-twice.rs"]
mod wrong_shown_twice;

crate::exercise! {
    "kept-bytes/tunnel", exercises::tunnel::check, tunnel,
    start solution wrong_new_reader wrong_one_read wrong_passed_on wrong_rest_first wrong_shown_twice
}

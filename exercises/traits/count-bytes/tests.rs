//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-filled.rs"]
mod wrong_all_filled;
#[path = "wrong-own-buffer.rs"]
mod wrong_own_buffer;
#[path = "wrong-room.rs"]
mod wrong_room;

crate::exercise! {
    "traits/count-bytes", exercises::count_bytes::check, counted,
    start solution wrong_all_filled wrong_own_buffer wrong_room
}

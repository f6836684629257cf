//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-array.rs"]
mod wrong_array;
#[path = "wrong-gives-up.rs"]
mod wrong_gives_up;
#[path = "wrong-outside.rs"]
mod wrong_outside;
#[path = "wrong-tiny.rs"]
mod wrong_tiny;

crate::exercise! {
    "what-a-server-costs/no-idle-buffer", exercises::no_idle_buffer::check, echo,
    start solution wrong_array wrong_gives_up wrong_outside wrong_tiny
}

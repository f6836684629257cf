//! What the check says of each version.

#[path = "right-shared.rs"]
mod right_shared;
mod solution;
mod start;
#[path = "wrong-array.rs"]
mod wrong_array;
#[path = "wrong-busy.rs"]
mod wrong_busy;
#[path = "wrong-gives-up.rs"]
mod wrong_gives_up;
#[path = "wrong-grown.rs"]
mod wrong_grown;
#[path = "wrong-outside.rs"]
mod wrong_outside;
#[path = "wrong-tiny.rs"]
mod wrong_tiny;

crate::exercise! {
    "what-a-server-costs/no-idle-buffer", exercises::no_idle_buffer::check, echo,
    start solution right_shared wrong_array wrong_busy wrong_gives_up
    wrong_grown wrong_outside wrong_tiny
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-capacity.rs"]
mod wrong_capacity;
#[path = "wrong-tiny.rs"]
mod wrong_tiny;

crate::exercise! {
    "the-buffer/small-task", exercises::small_task::check, echo,
    start solution wrong_capacity wrong_tiny
}

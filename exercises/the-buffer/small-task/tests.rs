//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-at-the-end.rs"]
mod wrong_at_the_end;
#[path = "wrong-capacity.rs"]
mod wrong_capacity;
#[path = "wrong-tiny.rs"]
mod wrong_tiny;

crate::exercise! {
    "the-buffer/small-task", exercises::small_task::check, echo,
    start solution wrong_at_the_end wrong_capacity wrong_tiny
}

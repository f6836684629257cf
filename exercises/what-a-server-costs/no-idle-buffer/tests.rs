//! What the check says of each version.

#[path = "right-one-byte.rs"]
mod right_one_byte;
#[path = "right-shared.rs"]
mod right_shared;
#[path = "right-yielding.rs"]
mod right_yielding;
mod solution;
mod start;
#[path = "wrong-any-error.rs"]
mod wrong_any_error;
#[path = "wrong-array.rs"]
mod wrong_array;
#[path = "wrong-busy.rs"]
mod wrong_busy;
#[path = "wrong-gives-up.rs"]
mod wrong_gives_up;
#[path = "wrong-grown.rs"]
mod wrong_grown;
#[path = "wrong-heedless.rs"]
mod wrong_heedless;
#[path = "wrong-outside.rs"]
mod wrong_outside;
#[path = "wrong-read.rs"]
mod wrong_read;
#[path = "wrong-sleep.rs"]
mod wrong_sleep;
#[path = "wrong-tiny.rs"]
mod wrong_tiny;
#[path = "wrong-write.rs"]
mod wrong_write;

crate::exercise! {
    "what-a-server-costs/no-idle-buffer", exercises::no_idle_buffer::check, echo,
    start solution right_one_byte right_shared right_yielding
    wrong_any_error wrong_array wrong_busy wrong_gives_up wrong_grown
    wrong_heedless wrong_outside wrong_read wrong_sleep wrong_tiny wrong_write
}

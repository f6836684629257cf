//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-to-end.rs"]
mod wrong_to_end;
#[path = "wrong-trimmed.rs"]
mod wrong_trimmed;
#[path = "wrong-zeros.rs"]
mod wrong_zeros;

crate::exercise! {
    "reading/room", exercises::room::check, read_some,
    start solution wrong_to_end wrong_trimmed wrong_zeros
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-half-a-line.rs"]
mod wrong_half_a_line;
#[path = "wrong-misses-the-cut.rs"]
mod wrong_misses_the_cut;
#[path = "wrong-never-waits.rs"]
mod wrong_never_waits;

crate::exercise! {
    "not-a-regular-file/follow", exercises::follow::check, follow,
    start solution wrong_half_a_line wrong_misses_the_cut wrong_never_waits
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-half-a-character.rs"]
mod wrong_half_a_character;
#[path = "wrong-half-a-line.rs"]
mod wrong_half_a_line;
#[path = "wrong-keeps-half.rs"]
mod wrong_keeps_half;
#[path = "wrong-misses-the-cut.rs"]
mod wrong_misses_the_cut;
#[path = "wrong-never-waits.rs"]
mod wrong_never_waits;
#[path = "wrong-sends-to-nobody.rs"]
mod wrong_sends_to_nobody;
#[path = "wrong-trims.rs"]
mod wrong_trims;

crate::exercise! {
    "not-a-regular-file/follow", exercises::follow::check, follow,
    start solution wrong_half_a_character wrong_half_a_line wrong_keeps_half
    wrong_misses_the_cut wrong_never_waits wrong_sends_to_nobody wrong_trims
}

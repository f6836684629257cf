//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-ends-well.rs"]
mod wrong_ends_well;
#[path = "wrong-less-room.rs"]
mod wrong_less_room;
#[path = "wrong-no-end.rs"]
mod wrong_no_end;
#[path = "wrong-own-loop.rs"]
mod wrong_own_loop;
#[path = "wrong-polls.rs"]
mod wrong_polls;

crate::exercise! {
    "what-it-costs/count-reads", exercises::count_reads::check, count_reads,
    start solution wrong_ends_well wrong_less_room wrong_no_end wrong_own_loop
    wrong_polls
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-broken-pipe.rs"]
mod wrong_broken_pipe;
#[path = "wrong-in-turn.rs"]
mod wrong_in_turn;
#[path = "wrong-no-drop.rs"]
mod wrong_no_drop;

crate::exercise! {
    "child-processes/filter", exercises::filter::check, filter,
    start solution wrong_broken_pipe wrong_in_turn wrong_no_drop
}

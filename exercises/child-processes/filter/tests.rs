//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-broken-pipe.rs"]
mod wrong_broken_pipe;
#[path = "wrong-in-turn.rs"]
mod wrong_in_turn;
#[path = "wrong-no-drop.rs"]
mod wrong_no_drop;
#[path = "wrong-piece-by-piece.rs"]
mod wrong_piece_by_piece;
#[path = "wrong-swapped.rs"]
mod wrong_swapped;

crate::exercise! {
    "child-processes/filter", exercises::filter::check, filter,
    start solution wrong_broken_pipe wrong_in_turn wrong_no_drop
    wrong_piece_by_piece wrong_swapped
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-first-to-end.rs"]
mod wrong_first_to_end;
#[path = "wrong-in-turn.rs"]
mod wrong_in_turn;
#[path = "wrong-one-end.rs"]
mod wrong_one_end;

crate::exercise! {
    "half-close/proxy-by-hand", exercises::proxy_by_hand::check, proxy,
    start solution wrong_first_to_end wrong_in_turn wrong_one_end
}

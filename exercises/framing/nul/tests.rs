//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-cleared.rs"]
mod wrong_cleared;
#[path = "wrong-complete.rs"]
mod wrong_complete;
#[path = "wrong-limit-on-all.rs"]
mod wrong_limit_on_all;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;
#[path = "wrong-nul-left.rs"]
mod wrong_nul_left;

crate::exercise! {
    "framing/nul", exercises::nul::check, next_message,
    start solution wrong_cleared wrong_complete wrong_limit_on_all
    wrong_no_limit wrong_nul_left
}

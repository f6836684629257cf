//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-cleared.rs"]
mod wrong_cleared;
#[path = "wrong-limit-on-all.rs"]
mod wrong_limit_on_all;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;

crate::exercise! {
    "framing/nul", exercises::nul::check, next_message,
    start solution wrong_cleared wrong_limit_on_all wrong_no_limit
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;
#[path = "wrong-not-compared.rs"]
mod wrong_not_compared;
#[path = "wrong-nothing-is-good.rs"]
mod wrong_nothing_is_good;
#[path = "wrong-wide-pipe.rs"]
mod wrong_wide_pipe;

crate::exercise! {
    "testing/tell-them-apart", exercises::tell_them_apart::check, is_good,
    start solution wrong_no_limit wrong_not_compared
    wrong_nothing_is_good wrong_wide_pipe
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-ends-at-an-error.rs"]
mod wrong_ends_at_an_error;
#[path = "wrong-limit-in-the-loop.rs"]
mod wrong_limit_in_the_loop;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;

crate::exercise! {
    "tls/handshakes", exercises::handshakes::check, handshakes,
    start solution wrong_ends_at_an_error wrong_limit_in_the_loop
    wrong_no_limit
}

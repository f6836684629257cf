//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-aborts-the-last.rs"]
mod wrong_aborts_the_last;
#[path = "wrong-ends-at-a-limit.rs"]
mod wrong_ends_at_a_limit;
#[path = "wrong-ends-at-an-error.rs"]
mod wrong_ends_at_an_error;
#[path = "wrong-limit-in-the-loop.rs"]
mod wrong_limit_in_the_loop;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;
#[path = "wrong-one-limit-for-all.rs"]
mod wrong_one_limit_for_all;
#[path = "wrong-tries-to-send.rs"]
mod wrong_tries_to_send;
#[path = "wrong-two-at-a-time.rs"]
mod wrong_two_at_a_time;

crate::exercise! {
    "tls/handshakes", exercises::handshakes::check, handshakes,
    start solution wrong_aborts_the_last wrong_ends_at_a_limit
    wrong_ends_at_an_error wrong_limit_in_the_loop wrong_no_limit
    wrong_one_limit_for_all wrong_tries_to_send wrong_two_at_a_time
}

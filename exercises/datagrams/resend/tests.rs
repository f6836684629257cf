//! What the check says of each version.

#[path = "right-largest-buffer.rs"]
mod right_largest_buffer;
mod solution;
mod start;
#[path = "wrong-any-answer.rs"]
mod wrong_any_answer;
#[path = "wrong-byte-of-the-buffer.rs"]
mod wrong_byte_of_the_buffer;
#[path = "wrong-counts-four.rs"]
mod wrong_counts_four;
#[path = "wrong-limit-anew.rs"]
mod wrong_limit_anew;
#[path = "wrong-never-gives-up.rs"]
mod wrong_never_gives_up;
#[path = "wrong-no-first-byte.rs"]
mod wrong_no_first_byte;
#[path = "wrong-sends-again.rs"]
mod wrong_sends_again;
#[path = "wrong-sleeps.rs"]
mod wrong_sleeps;

crate::exercise! {
    "datagrams/resend", exercises::resend::check, ask,
    start solution right_largest_buffer wrong_any_answer
    wrong_byte_of_the_buffer wrong_counts_four wrong_limit_anew
    wrong_never_gives_up wrong_no_first_byte wrong_sends_again wrong_sleeps
}

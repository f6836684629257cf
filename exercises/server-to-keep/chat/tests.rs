//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-cuts-long-lines.rs"]
mod wrong_cuts_long_lines;
#[path = "wrong-drops-half-a-line.rs"]
mod wrong_drops_half_a_line;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;
#[path = "wrong-to-all.rs"]
mod wrong_to_all;
#[path = "wrong-unbounded-queue.rs"]
mod wrong_unbounded_queue;
#[path = "wrong-waits-for-the-slow.rs"]
mod wrong_waits_for_the_slow;

crate::exercise! {
    "server-to-keep/chat", exercises::chat::check, chat,
    start solution wrong_cuts_long_lines wrong_drops_half_a_line
    wrong_no_limit wrong_to_all wrong_unbounded_queue wrong_waits_for_the_slow
}

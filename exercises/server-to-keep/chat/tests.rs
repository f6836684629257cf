//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-no-limit.rs"]
mod wrong_no_limit;
#[path = "wrong-to-all.rs"]
mod wrong_to_all;
#[path = "wrong-waits-for-the-slow.rs"]
mod wrong_waits_for_the_slow;

crate::exercise! {
    "server-to-keep/chat", exercises::chat::check, chat,
    start solution wrong_no_limit wrong_to_all wrong_waits_for_the_slow
}

//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-not-waited-for.rs"]
mod wrong_not_waited_for;
#[path = "wrong-queue-dropped.rs"]
mod wrong_queue_dropped;
#[path = "wrong-short-queue.rs"]
mod wrong_short_queue;
#[path = "wrong-skips-lines.rs"]
mod wrong_skips_lines;
#[path = "wrong-unbounded.rs"]
mod wrong_unbounded;
#[path = "wrong-waits-a-little.rs"]
mod wrong_waits_a_little;

crate::exercise! {
    "read-and-write/fan-out", exercises::fan_out::check, broadcast,
    start solution
    wrong_not_waited_for wrong_queue_dropped wrong_short_queue
    wrong_skips_lines wrong_unbounded wrong_waits_a_little
}

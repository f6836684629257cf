//! What the check says of each version.

mod solution;
mod start;
#[path = "wrong-all-taken.rs"]
mod wrong_all_taken;
#[path = "wrong-no-shutdown.rs"]
mod wrong_no_shutdown;
#[path = "wrong-not-reported.rs"]
mod wrong_not_reported;

crate::exercise! {
    "traits/shout", exercises::shout::check, shout,
    start solution wrong_all_taken wrong_no_shutdown wrong_not_reported
}
